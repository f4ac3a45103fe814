import { Link, useSearchParams } from 'react-router'
import type { SourceKind } from '../../server/monitoring/source-schema.ts'
import { useMay } from '../access/me.ts'
import { Asked, Trouble } from '../ui/Asked.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { PageHead, Section } from '../ui/Pieces.tsx'
import { SourceEditor } from './SourceEditor.tsx'
import { useSourceKinds } from './SourceHealth.tsx'
import { SOURCE_WORDS } from './source-words.ts'

/** Adds a source: which kind, where, a trial, a name. */
export function SourceNewPage() {
  const words = useWords(SOURCE_WORDS)
  const may = useMay()
  const kinds = useSourceKinds()
  if (!may('sources.manage')) return <Trouble error={{ code: 'forbidden' }} />
  return (
    <>
      <PageHead title={words.newTitle} />
      <Asked query={kinds}>{(rows) => <Wizard kinds={rows} />}</Asked>
    </>
  )
}

function Wizard({ kinds }: { readonly kinds: readonly SourceKind[] }) {
  const words = useWords(SOURCE_WORDS)
  const { locale } = useLocale()
  const [search, setSearch] = useSearchParams()
  const kind = kinds.find(({ id }) => id === search.get('kind'))
  return (
    <>
      <Section title={words.whichKind}>
        <div className="choice-row" role="radiogroup" aria-label={words.whichKind}>
          {kinds.map(({ id, names }) => (
            <label key={id} className={`choice ${id === kind?.id ? 'choice-on' : ''}`}>
              <input
                type="radio"
                name="kind"
                checked={id === kind?.id}
                onChange={() => setSearch({ kind: id }, { replace: true })}
              />
              {names[locale]}
            </label>
          ))}
        </div>
        <OtherWays />
      </Section>
      {kind ? <SourceEditor key={kind.id} kind={kind} /> : null}
    </>
  )
}

function OtherWays() {
  const words = useWords(SOURCE_WORDS)
  const may = useMay()
  return (
    <p className="soft" style={{ margin: '16px 0 0', display: 'flex', flexWrap: 'wrap', gap: '4px 16px' }}>
      <span>{words.otherWays}</span>
      <Link to="/import">{words.byFile}</Link>
      <Link to="/sources/webhooks">{words.byWebhook}</Link>
      {may('tokens.manage') ? <Link to="/administration/tokens">{words.byApi}</Link> : null}
    </p>
  )
}
