import { Link } from 'react-router'
import type { Lexicon } from '../../server/monitoring/lexicon-schema.ts'
import { useMay } from '../access/me.ts'
import { serverNow } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead, Section, Tag } from '../ui/Pieces.tsx'
import { LEXICON_WORDS } from './lexicon-words.ts'
import { named, PROGRAM_WORDS } from './terms.ts'
import { useLexicons, useStarters } from './use-lexicons.ts'

/** 敏感詞庫: lists of sensitive words, one a category, and lists to begin with. */
export function LexiconsPage() {
  const words = useWords(LEXICON_WORDS)
  const may = useMay()
  const lexicons = useLexicons()
  const make = may('lexicons.edit') ? (
    <Link to="/lexicons/new" className="primary-link">
      {words.make}
    </Link>
  ) : null
  return (
    <>
      <PageHead title={words.title} note={words.note}>
        {make}
      </PageHead>
      <Asked query={lexicons}>
        {(rows) => (
          <>
            {rows.length === 0 ? (
              <Empty title={words.none}>
                <p>{words.noneNote}</p>
              </Empty>
            ) : (
              <ul className="rows">
                {rows.map((lexicon) => (
                  <LexiconRow key={lexicon.id} lexicon={lexicon} />
                ))}
              </ul>
            )}
            {may('lexicons.edit') ? <Starters taken={rows.map(({ name }) => name)} /> : null}
          </>
        )}
      </Asked>
    </>
  )
}

function LexiconRow({ lexicon }: { readonly lexicon: Lexicon }) {
  const words = useWords(LEXICON_WORDS)
  const programs = useWords(PROGRAM_WORDS)
  const format = useFormat()
  const { recount } = lexicon
  return (
    <li className="row-card track-row">
      <div>
        <Link to={`/lexicons/${lexicon.id}`} className="row-title">
          {lexicon.name}
        </Link>{' '}
        {lexicon.isRetired ? <Tag kind="plain">{words.retired}</Tag> : null}
        <div className="soft small">
          {words.words({ n: format.count(lexicon.wordCount) })} ·{' '}
          {words.changedBy({
            name: named(programs, lexicon.changedByName),
            time: format.moment(lexicon.changedAt, serverNow()),
          })}
        </div>
        {recount?.state === 'running' ? (
          <div className="soft small">
            {words.recounting({
              looked: format.count(recount.looked),
              total: format.count(recount.total),
              hits: format.count(recount.hits),
            })}
          </div>
        ) : null}
      </div>
      <div className="track-figures">
        <span>
          <strong className="figures">{format.count(lexicon.posts24h)}</strong>
          <span className="soft small"> {words.posts24h}</span>
        </span>
        <span>
          <strong className="figures">{format.count(lexicon.posts30d)}</strong>
          <span className="soft small"> {words.posts30d}</span>
        </span>
      </div>
    </li>
  )
}

/** A few words that the reader can read. */
const LATIN = /[a-z]/

function Starters({ taken }: { readonly taken: readonly string[] }) {
  const words = useWords(LEXICON_WORDS)
  const format = useFormat()
  const starters = useStarters()
  const left = (starters.data ?? []).filter(({ names }) => !Object.values(names).some((name) => taken.includes(name)))
  if (left.length === 0) return null
  return (
    <Section title={words.starter}>
      <p className="soft">{words.starterNote}</p>
      <ul className="lexicon-starters">
        {left.map((starter) => (
          <li key={starter.id}>
            <Link to={`/lexicons/new?starter=${starter.id}`}>
              <strong>{starter.names[format.locale]}</strong>
            </Link>
            <span className="soft small">{words.words({ n: format.count(starter.words.length) })}</span>
            <span className="soft small lexicon-sample">
              {starter.words
                .filter(({ expression }) => LATIN.test(expression) === (format.locale === 'en'))
                .slice(0, 5)
                .map(({ expression }) => expression)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
