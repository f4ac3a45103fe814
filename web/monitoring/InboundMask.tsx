import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Popconfirm, Switch } from 'antd'
import type { Unmasked } from '../../server/monitoring/inbound-schema.ts'
import { useMay } from '../access/me.ts'
import { get, put } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { INBOUND_WORDS } from './inbound-words.ts'

/** Whether personal data in records of a source are masked at the door; on unless somebody switched it off. */
export function InboundMask({ source }: { readonly source: string }) {
  const words = useWords(INBOUND_WORDS)
  const ui = useWords(UI_WORDS)
  const may = useMay()
  const queries = useQueryClient()
  const unmasked = useQuery({
    queryKey: ['masking'],
    queryFn: ({ signal }) => get<Unmasked[]>('/api/masking', {}, signal),
  })
  const change = useMutation({
    mutationFn: (isMasked: boolean) => put('/api/masking', { source, isMasked }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['masking'] }),
  })
  if (!unmasked.data) return null
  const isMasked = !unmasked.data.some((each) => each.source === source)
  const knob = (
    <Switch
      checked={isMasked}
      disabled={!may('sources.manage')}
      loading={change.isPending}
      aria-label={words.mask}
      // Switching off is asked for first.
      onChange={(isOn) => (isOn ? change.mutate(true) : undefined)}
    />
  )
  return (
    <div className="switch-line">
      {isMasked && may('sources.manage') ? (
        <Popconfirm
          title={words.unmaskWhat}
          okText={words.unmask}
          cancelText={ui.cancel}
          onConfirm={() => change.mutate(false)}
        >
          {knob}
        </Popconfirm>
      ) : (
        knob
      )}
      <div>
        <strong>{words.mask}</strong>
        <div className="soft small">{words.maskNote}</div>
        {change.error ? <RefusalText error={change.error} /> : null}
      </div>
    </div>
  )
}
