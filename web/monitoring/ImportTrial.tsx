import { Button } from 'antd'
import type { ExamplePost, ImportPage, Inspection } from '../../server/monitoring/import-schema.ts'
import { serverNow } from '../api.ts'
import { Bars } from '../ui/Bars.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Moment, Section } from '../ui/Pieces.tsx'
import { ImportCounts } from './ImportCounts.tsx'
import { Refused } from './ImportRejects.tsx'
import { FIELD_WORDS, IMPORT_WORDS, REJECT_WORDS } from './import-words.ts'
import { KIND_WORDS, named, PLATFORM_WORDS } from './terms.ts'
import { MONITORING_WORDS } from './words.ts'

type Props = { readonly page: ImportPage; readonly begin: (() => void) | undefined; readonly isBusy: boolean }

/** What the rows would come to; nothing of it is stored until somebody says so. */
export function ImportTrial({ page, begin, isBusy }: Props) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  const platforms = useWords(PLATFORM_WORDS)
  const { inspection } = page
  if (!inspection) return null
  const { firstAt, lastAt } = inspection
  return (
    <Section title={words.trial}>
      <ImportCounts
        figures={[
          [words.fresh, inspection.fresh],
          [words.known, inspection.known],
          [inspection.isExact ? words.repeated : words.repeatedAtLeast, inspection.repeated],
          [words.refused, inspection.refused],
          [words.skipped, inspection.skipped],
        ]}
      />
      {firstAt && lastAt ? (
        <p>
          {words.span}{' '}
          {words.spanFromTo({ from: format.full(firstAt), to: format.full(lastAt), zone: format.zoneName })}
        </p>
      ) : null}
      {begin ? <Start page={page} inspection={inspection} begin={begin} isBusy={isBusy} /> : null}
      {inspection.platforms.length > 1 ? (
        <>
          <h3>{words.platforms}</h3>
          <Bars
            rows={inspection.platforms.map(({ name, posts }) => ({ name: named(platforms, name), value: posts }))}
          />
        </>
      ) : null}
      {inspection.reasons.length > 0 ? <Reasons reasons={inspection.reasons} /> : null}
      {inspection.examples.length > 0 ? (
        <>
          <h3>{words.examples}</h3>
          <Examples posts={inspection.examples} />
        </>
      ) : null}
    </Section>
  )
}

function Start({
  page,
  inspection,
  begin,
  isBusy,
}: Props & { readonly inspection: Inspection; readonly begin: () => void }) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  const isNamed = page.card.source !== ''
  const text = inspection.fresh > 0 ? words.start({ n: format.count(inspection.fresh) }) : words.startNothingNew
  return (
    <p className="row-verbs">
      <Button
        type="primary"
        size="large"
        loading={isBusy}
        disabled={!isNamed || inspection.posts === 0 || page.card.state !== 'ready'}
        onClick={begin}
      >
        {text}
      </Button>
      {inspection.posts === 0 ? <span className="soft">{words.startNothing}</span> : null}
      {inspection.posts > 0 && !isNamed ? <span className="soft">{words.startNeedsSource}</span> : null}
    </p>
  )
}

function Reasons({ reasons }: Pick<Inspection, 'reasons'>) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  const fields = useWords(FIELD_WORDS) as Readonly<Record<string, string>>
  const codes = useWords(REJECT_WORDS) as Readonly<Record<string, string>>
  return (
    <>
      <h3>{words.reasons}</h3>
      <ul className="plain-list">
        {reasons.map(({ field, code, rows, example }) => (
          <li key={`${code} ${field}`}>
            <strong>{codes[code] ?? code}</strong>{' '}
            {example.row === 0
              ? words.reasonFiles({ n: format.count(rows) })
              : words.reasonRow({ n: format.count(rows), field: fields[field] ?? field }).replace(/ · $/, '')}
            <div className="soft small">
              <Refused example={example} />
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Posts as the stream will show them, before they exist: without a verdict, and nothing to open. */
export function Examples({ posts }: { readonly posts: readonly ExamplePost[] }) {
  const platforms = useWords(PLATFORM_WORDS)
  const kinds = useWords(KIND_WORDS)
  const words = useWords(MONITORING_WORDS)
  const format = useFormat()
  return (
    <div>
      {posts.map((post) => (
        <article key={`${post.file} ${post.row} ${post.url}`} className="example">
          <span className="post-meta">
            <strong className="post-author">{post.author || words.nobody}</strong>
            <span>{named(platforms, post.platform)}</span>
            <span>{named(kinds, post.kind)}</span>
            {post.region === '' ? null : <span>{post.region}</span>}
            <span className="post-time">
              <Moment at={post.postedAt} now={serverNow()} />
            </span>
          </span>
          {post.title === '' ? null : <strong className="post-title">{post.title}</strong>}
          <p>{post.text || <span className="soft">{words.noText}</span>}</p>
          <span className="post-figures figures soft small">
            {[
              post.reposts > 0 ? words.reposts({ n: format.size(post.reposts) }) : '',
              post.comments > 0 ? words.comments({ n: format.size(post.comments) }) : '',
              post.likes > 0 ? words.likes({ n: format.size(post.likes) }) : '',
              post.followers ? words.followers({ n: format.size(post.followers) }) : '',
            ]
              .filter((part) => part !== '')
              .join(' · ')}
          </span>
        </article>
      ))}
    </div>
  )
}
