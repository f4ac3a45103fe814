import { useParams, useSearchParams } from 'react-router'
import type { LexiconPage as Page } from '../../server/monitoring/lexicon-schema.ts'
import { useMay } from '../access/me.ts'
import { Asked, Trouble } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Loading, PageHead, Tag } from '../ui/Pieces.tsx'
import { LexiconEditor } from './LexiconEditor.tsx'
import { LexiconPosts } from './LexiconPosts.tsx'
import { LexiconRecount } from './LexiconRecount.tsx'
import { LEXICON_WORDS } from './lexicon-words.ts'
import { RetireButton } from './RetireButton.tsx'
import { useLexiconPage, useStarters } from './use-lexicons.ts'

/** One list of sensitive words: made, or changed, tried on a text, counted anew. */
export function LexiconPage() {
  const { lexiconId } = useParams()
  const may = useMay()
  if (lexiconId) return <Known id={lexiconId} />
  return may('lexicons.edit') ? <Fresh /> : <Trouble error={{ code: 'forbidden' }} />
}

function Fresh() {
  const words = useWords(LEXICON_WORDS)
  const format = useFormat()
  const wanted = useSearchParams()[0].get('starter')
  const starters = useStarters()
  if (wanted && starters.isPending) return <Loading />
  const starter = starters.data?.find(({ id }) => id === wanted)
  return (
    <>
      <PageHead title={words.newTitle} note={words.fromNow} />
      <LexiconEditor key={wanted} name={starter?.names[format.locale] ?? ''} words={starter?.words ?? []} />
    </>
  )
}

function Known({ id }: { readonly id: string }) {
  return <Asked query={useLexiconPage(id)}>{(page) => <Shown page={page} />}</Asked>
}

function Shown({ page }: { readonly page: Page }) {
  const words = useWords(LEXICON_WORDS)
  const may = useMay()
  const { lexicon } = page
  const mayEdit = may('lexicons.edit') && !lexicon.isRetired
  return (
    <>
      <PageHead title={lexicon.name} note={mayEdit ? words.fromNow : words.note}>
        {lexicon.isRetired ? <Tag kind="plain">{words.retired}</Tag> : null}
        {may('lexicons.edit') ? (
          <a href={`/api/lexicons/${lexicon.id}/file`} download className="plain-link">
            {words.export}
          </a>
        ) : null}
        {mayEdit ? (
          <RetireButton
            what="lexicons"
            id={lexicon.id}
            title={words.retireWhat({ name: lexicon.name })}
            note={words.retireNote}
            verb={words.retire}
          />
        ) : null}
      </PageHead>
      <LexiconEditor
        key={`${lexicon.id} ${lexicon.version}`}
        name={lexicon.name}
        words={page.words}
        page={page}
        isReadOnly={!mayEdit}
      >
        <LexiconRecount lexicon={lexicon} mayEdit={mayEdit} />
        <LexiconPosts lexicon={lexicon} />
      </LexiconEditor>
    </>
  )
}
