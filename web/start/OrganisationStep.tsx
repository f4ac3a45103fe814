import { Button } from 'antd'
import { useMe } from '../access/me.ts'
import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { START_WORDS } from './start-words.ts'
import type { StepProps } from './use-start.ts'

/** Name and zone are known from the setup; a wrong zone is seen by the time it shows. */
export function OrganisationStep({ done }: StepProps) {
  const words = useWords(START_WORDS)
  const { organisation } = useMe()
  const format = useFormat()
  const now = useNow(10_000, serverNow)
  return (
    <Section title={words.organisationTitle}>
      <dl className="help-list">
        <div>
          <dt>{words.name}</dt>
          <dd>
            <strong className="break">{organisation.name}</strong>
          </dd>
        </div>
        <div>
          <dt>{words.zone}</dt>
          <dd>
            <strong className="break">{organisation.zone}</strong> · {format.zoneName} ·{' '}
            <span className="figures">{words.nowIs({ time: format.full(now) })}</span>
          </dd>
        </div>
      </dl>
      <p className="soft">{words.organisationNote}</p>
      <Button type="primary" onClick={() => done()}>
        {words.next}
      </Button>
    </Section>
  )
}
