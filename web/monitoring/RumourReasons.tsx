import { useState } from 'react'
import type { RumourReason } from '../../server/monitoring/rumour-schema.ts'
import type { PostCard } from '../../server/monitoring/schema.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import type { Format } from '../ui/format.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import type { Said } from '../ui/words.ts'
import { PostLine } from './PostLine.tsx'
import { RUMOUR_WORDS } from './rumour-words.ts'

type Words = Said<typeof RUMOUR_WORDS>

/** Every sign with the posts that show it. */
export function RumourReasons(props: {
  readonly reasons: readonly RumourReason[]
  readonly evidence: readonly PostCard[]
}) {
  const words = useWords(RUMOUR_WORDS)
  if (props.reasons.length === 0) return <p className="soft">{words.signsNone}</p>
  return (
    <>
      <ul className="rumour-reasons">
        {props.reasons.map((reason) => (
          <Reason key={reason.code} reason={reason} evidence={props.evidence} />
        ))}
      </ul>
      <p className="soft small">{words.notGuilt}</p>
    </>
  )
}

function Reason({ reason, evidence }: { readonly reason: RumourReason; readonly evidence: readonly PostCard[] }) {
  const words = useWords(RUMOUR_WORDS)
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const posts = evidence.filter(({ id }) => reason.postIds.includes(id))
  return (
    <li>
      <div>{reasonText(words, format, reason)}</div>
      {posts.length > 0 ? (
        <button type="button" className="rumour-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? words.hidePosts : words.showPosts({ n: format.count(posts.length) })}
        </button>
      ) : null}
      {isOpen ? posts.map((post) => <PostLine key={post.id} post={post} />) : null}
    </li>
  )
}

export function reasonText(
  words: Words,
  format: Format,
  { code, words: held, numbers, verdict }: RumourReason,
): string {
  const count = (name: string): string => format.count(numbers[name] ?? 0)
  const list = held.join(' · ')
  if (code === 'known') return words.reasonKnown({ verdict: verdict ? (words[verdict] as string) : '' })
  if (code === 'hearsay') return words.reasonHearsay({ words: list })
  if (code === 'no-source') return words.reasonNoSource
  if (code === 'sensational') return words.reasonSensational({ words: list })
  if (code === 'questioned')
    return words.reasonQuestioned({ of: count('of'), posts: count('posts'), denied: count('denied') })
  if (code === 'synchrony')
    return words.reasonSynchrony({
      of: count('of'),
      posts: count('posts'),
      minutes: count('minutes'),
      usual: format.share(numbers.usual ?? 0),
      chance: odds(numbers.chance ?? 1, format),
    })
  if (code === 'few-followers')
    return words.reasonFewFollowers({ of: count('of'), posts: count('posts'), followers: count('followers') })
  return words.reasonRepeated({ authors: count('authors'), posts: count('posts') })
}

/** 1/20,000: nobody reads 0.00005. Below one in a million the model of chance is no better than that. */
function odds(chance: number, format: Format): string {
  const times = Math.min(1e6, 1 / Math.max(chance, 1e-9))
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(times)))
  return `1/${format.count(Math.round(times / digits) * digits)}`
}

/** What to look at first: the sign that says most comes first in the list. */
export function firstCheck(words: Words, reasons: readonly RumourReason[]): string {
  const codes = new Set(reasons.map(({ code }) => code))
  if (codes.has('known')) return words.checkKnown
  if (codes.has('questioned')) return words.checkQuestioned
  if (codes.has('synchrony')) return words.checkSynchrony
  if (codes.has('hearsay')) return words.checkHearsay
  if (codes.has('no-source')) return words.checkNoSource
  if (codes.has('repeated')) return words.checkRepeated
  if (codes.has('sensational')) return words.checkSensational
  return codes.has('few-followers') ? words.checkFewFollowers : words.checkFacts
}
