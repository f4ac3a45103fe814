import { Button } from 'antd'
import { Link } from 'react-router'
import { useMay } from '../access/me.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { reasonText } from './RumourReasons.tsx'
import { RumourTags } from './RumourTags.tsx'
import { RUMOUR_WORDS } from './rumour-words.ts'
import { useHandIn, useRumourOfPost } from './use-rumours.ts'

/** On the page of a post: whether its story was verified, the signs, and the way to have it verified. */
export function RumourOfPost({ postId }: { readonly postId: string }) {
  const words = useWords(RUMOUR_WORDS)
  const format = useFormat()
  const may = useMay()
  const handIn = useHandIn(postId)
  return (
    <Section title={words.ofPost}>
      <Asked query={useRumourOfPost(postId)}>
        {({ story, isNearCopy }) =>
          story ? (
            <div className="stack">
              <RumourTags story={story} />
              {isNearCopy ? <p>{words.nearCopy}</p> : null}
              {story.reasons.length > 0 ? (
                <ul className="rumour-short">
                  {story.reasons.map((reason) => (
                    <li key={reason.code}>{reasonText(words, format, reason)}</li>
                  ))}
                </ul>
              ) : null}
              <Link to={`/rumours/${story.id}`}>{words.seeStory}</Link>
            </div>
          ) : (
            <div className="stack">
              <p className="soft">{words.noStory}</p>
              {may('rumours.verify') ? (
                <Button loading={handIn.isPending} onClick={() => handIn.mutate()}>
                  {words.handIn}
                </Button>
              ) : null}
              {handIn.error ? <RefusalText error={handIn.error} /> : null}
            </div>
          )
        }
      </Asked>
    </Section>
  )
}
