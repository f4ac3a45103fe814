import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import type { AlertCard } from '../../server/warning/schema.ts'
import { useMay } from '../access/me.ts'
import { post } from '../api.ts'
import { useKeys } from '../ui/use-keys.ts'
import { isLive } from './use-alerts.ts'

/**
 * Keys of the list of alerts. The chosen one is kept by its id: the list is sorted anew while somebody walks through it.
 * @returns `failed`: what was taken on here and did not reach the server
 */
export function useAlertKeys(alerts: readonly AlertCard[]): {
  chosenId: string | undefined
  failed: AlertCard | undefined
} {
  const may = useMay()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [chosenId, choose] = useState<string>()
  const take = useMutation({
    mutationFn: (alert: AlertCard) => post(`/api/alerts/${alert.id}/acknowledgement`, {}),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['alerts'] }),
  })
  const at = alerts.findIndex(({ id }) => id === chosenId)
  const chosen = alerts[at]
  useEffect(() => {
    if (chosenId !== undefined) document.querySelector('.alert-chosen')?.scrollIntoView({ block: 'nearest' })
  }, [chosenId])
  const isMine = chosen !== undefined && may('alerts.handle') && isLive(chosen)
  const act = (key: string): boolean => {
    if (key === 'j') choose(alerts[Math.min(alerts.length - 1, at + 1)]?.id)
    else if (key === 'k') choose(alerts[Math.max(0, at - 1)]?.id)
    else if (key === 'Enter' && chosen) navigate(`/alerts/${chosen.id}`)
    else if (key === 'a' && isMine) take.mutate(chosen)
    else if (key === 'f' && isMine) navigate(`/alerts/${chosen.id}?ask=false`)
    else return false
    return true
  }
  useKeys(true, ({ key, target }) => {
    const isOwn = key === 'Enter' && /^(?:BUTTON|A)$/.test((target as HTMLElement).tagName)
    return !isOwn && act(key)
  })
  return { chosenId, failed: take.isError ? take.variables : undefined }
}
