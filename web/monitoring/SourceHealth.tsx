import { useQuery } from '@tanstack/react-query'
import { type Health, SENDING_KINDS, type Source, type SourceKind } from '../../server/monitoring/source-schema.ts'
import { get } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { SOURCE_TROUBLES, SOURCE_WORDS } from './source-words.ts'

/** What can be asked, with its forms: the same for everybody until the next version. */
export function useSourceKinds() {
  return useQuery({
    queryKey: ['source-kinds'],
    queryFn: ({ signal }) => get<SourceKind[]>('/api/source-kinds', {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** A kind in the reader's language; its id where it is not known yet. */
export function useKindName(): (kind: string) => string {
  const words = useWords(SOURCE_WORDS)
  const { locale } = useLocale()
  const kinds = useSourceKinds()
  return (kind) => {
    const sends = SENDING_KINDS.find((each) => each === kind)
    if (sends) return words[sends]
    return kinds.data?.find(({ id }) => id === kind)?.names[locale] ?? kind
  }
}

/** A code of the server in words; `other` where this page is older than the server. */
export function useTroubleName(): (code: string) => string {
  const words = useWords(SOURCE_TROUBLES)
  return (code) => (Object.hasOwn(words, code) ? words[code as keyof typeof words] : words.other)
}

const KINDS: Readonly<Record<Health, string>> = {
  ok: 'good',
  new: 'plain',
  paused: 'plain',
  refused: 'warn',
  silent: 'warn',
  gap: 'warn',
  failing: 'level1',
}

export function HealthTag({ health }: { readonly health: Health }) {
  const words = useWords(SOURCE_WORDS)
  return <Tag kind={KINDS[health]}>{words[health]}</Tag>
}

/** What is wrong, since when, and when it is tried again; nothing where all is well. */
export function SourceTrouble({ source, now }: { readonly source: Source; readonly now: Date }) {
  const words = useWords(SOURCE_WORDS)
  const name = useTroubleName()
  const format = useFormat()
  const at = (time: string): string => format.moment(time, now)
  const { failure, gap, silentSince, health } = source
  const said: string[] = []
  if (failure) {
    said.push(name(failure.code), words.failingSince({ n: format.count(failure.times), time: at(failure.since) }))
    if (source.nextAt) said.push(words.nextTry({ time: at(source.nextAt) }))
  } else if (health === 'gap' && gap) {
    said.push(name(gap.code), words.gapSpan({ from: at(gap.from), to: at(gap.to) }))
  } else if (health === 'silent' && silentSince) said.push(words.silentSince({ time: at(silentSince) }))
  else if (health === 'refused' && source.lastError) said.push(source.lastError)
  if (source.movedTo) said.push(words.movedShort)
  return said.length === 0 ? null : <div className="small break">{said.join(' · ')}</div>
}
