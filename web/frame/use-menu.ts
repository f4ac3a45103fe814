import { useEffect, useState } from 'react'
import { useLocation } from 'react-router'
import { useMay, useMe } from '../access/me.ts'
import { useAlertNews, useAlerts } from '../warning/use-alerts.ts'
import { useBlindness } from '../warning/use-blindness.ts'
import { type Counts, GROUPS, type Group, groupOf } from './menu-places.ts'
import { useOpenCrises } from './use-open-crises.ts'

type Folds = Readonly<Record<string, boolean>>

/**
 * Which groups stand open: as this person left them on this machine, and always that of the page that is opened, also when it was folded
 * before.
 */
export function useFolds(): { isOpen: (group: Group) => boolean; toggle: (group: Group) => void } {
  const key = `weiji.menu.${useMe().person.id}`
  const current = groupOf(useLocation().pathname)?.id
  const [folds, setFolds] = useState<Folds>(() => ({
    ...readFolds(key),
    ...(current === undefined ? {} : { [current]: true }),
  }))
  useEffect(() => {
    if (current !== undefined) setFolds((before) => ({ ...before, [current]: true }))
  }, [current])
  const isOpen = ({ id, isOpen }: Group): boolean => folds[id] ?? isOpen
  const toggle = (group: Group): void => {
    const next = { ...folds, [group.id]: !isOpen(group) }
    setFolds(next)
    keepFolds(key, next)
  }
  return { isOpen, toggle }
}

/** What waits for somebody, for the menu and the tab bar together. Nothing is said of what this person may not see, nor before it is known. */
export function useCounts(): Counts {
  const may = useMay()
  // As the page of alerts asks: both are answered at once.
  const alerts = useAlerts('live', 100, may('alerts.read'))
  useAlertNews()
  const crises = useOpenCrises()
  const blindness = useBlindness()
  return {
    alerts: alerts.data?.filter(({ state }) => state === 'open').length ?? 0,
    crises: crises.data?.length ?? 0,
    troubles: blindness.data?.troubles.length ?? 0,
  }
}

/** Whatever stands there and is no choice of ours counts as none; a browser may also forbid to keep anything. */
function readFolds(key: string): Folds {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    const known = new Set(GROUPS.map(({ id }) => id))
    return Object.fromEntries(Object.entries(kept).filter(([id, open]) => known.has(id) && typeof open === 'boolean'))
  } catch {
    return {}
  }
}

function keepFolds(key: string, folds: Folds): void {
  try {
    localStorage.setItem(key, JSON.stringify(folds))
  } catch {
    // Only this page remembers it then.
  }
}
