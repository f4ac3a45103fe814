import { Link } from 'react-router'
import type { ImportPage } from '../../server/monitoring/import-schema.ts'
import { serverNow } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useNow } from '../ui/hooks.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { ImportCounts } from './ImportCounts.tsx'
import { Meter } from './ImportSending.tsx'
import { IMPORT_WORDS } from './import-words.ts'
import { postsLink } from './links.ts'
import type { Progress } from './use-import.ts'

type Props = { readonly page: ImportPage; readonly progress: Progress }

const SILENCE_MS = 6000
const ourNow = (): Date => new Date()

/** How far it is while it is looked through or taken in, and what came of it. */
export function ImportProgress({ page, progress }: Props) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  const { card } = page
  if (card.state === 'uploaded') {
    return (
      <Section title={words.uploaded}>
        <p aria-live="polite">
          {words.looking}
          {progress.looked === undefined ? '' : ` · ${words.looked({ n: format.count(progress.looked) })}`}
        </p>
        {card.isWaiting ? <WaitNote since={card.madeAt} /> : null}
      </Section>
    )
  }
  if (card.startedAt === null) return null
  return (
    <Section title={words.progress}>
      <Bar page={page} progress={progress} />
      <Trouble page={page} />
      <Outcome page={page} progress={progress} />
    </Section>
  )
}

/** A moment passes before anybody takes a new one up: that is no news. */
function WaitNote({ since }: { readonly since: string }) {
  const words = useWords(IMPORT_WORDS)
  const isLong = serverNow().getTime() - new Date(since).getTime() > 15_000
  return isLong ? <p className="warn-note">{words.waitsForWorker}</p> : null
}

function Bar({ page: { card }, progress }: Props) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  const rows = Math.max(card.counts.rows, card.state === 'running' ? (progress.counts?.rows ?? 0) : 0)
  const total = Math.max(rows, card.totalRows ?? 0)
  const now = useNow(2000, ourNow)
  // Of a process that was killed, or while we are cut off, nobody knows how fast it is.
  const rate = now.getTime() - progress.heardAt < SILENCE_MS ? progress.rate : undefined
  const left = rate && card.state === 'running' ? ((total - rows) / rate) * 1000 : undefined
  if (card.state === 'done') return null
  return (
    <>
      <Meter share={total === 0 ? 0 : rows / total} label={words.progress} />
      <p className="figures">
        {words.progressRows({ n: format.count(rows), total: format.count(total) })}
        {rate && left !== undefined
          ? ` · ${words.progressRate({ n: format.count(Math.round(rate)), left: format.duration(left) })}`
          : ''}
      </p>
      {card.isWaiting ? <WaitNote since={card.startedAt ?? card.madeAt} /> : null}
    </>
  )
}

function Trouble({ page: { card } }: Pick<Props, 'page'>) {
  const words = useWords(IMPORT_WORDS)
  if (card.trouble === null) return null
  return (
    <p className="warn-note" role="alert">
      {card.trouble === 'low-disk' ? words.troubleDisk : words.troubleOther}
      {card.troubleNote === '' ? null : <span className="soft small"> {card.troubleNote}</span>}
    </p>
  )
}

function Outcome({ page, progress }: Props) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  const { card, firstAt, lastAt, filesRemovedAt } = page
  const live = card.state === 'running' ? progress.counts : undefined
  const counts = live && live.rows > card.counts.rows ? live : card.counts
  const isOver = card.state === 'done' || card.state === 'cancelled'
  return (
    <>
      <ImportCounts
        figures={[
          [words.accepted, counts.accepted],
          [words.duplicates, counts.duplicates],
          [words.refused, counts.refused],
          [words.skipped, counts.skipped],
        ]}
      />
      {firstAt && lastAt ? (
        <p>
          {words.spanFromTo({ from: format.full(firstAt), to: format.full(lastAt), zone: format.zoneName })}{' '}
          <Link className="primary-link" to={postsLink({ importId: card.id, ...spanOf(firstAt, lastAt) })}>
            {words.seePosts}
          </Link>
        </p>
      ) : null}
      {filesRemovedAt ? (
        <p className="soft small">{words.filesRemoved({ time: format.full(filesRemovedAt) })}</p>
      ) : isOver ? (
        <p className="soft small">{words.filesKept}</p>
      ) : null}
    </>
  )
}

/** The span keeps the search short; its end does not belong to it. */
function spanOf(firstAt: string, lastAt: string): { from: string; to: string } {
  return { from: firstAt, to: new Date(new Date(lastAt).getTime() + 1).toISOString() }
}
