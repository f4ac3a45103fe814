import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import type { LexiconPage, LexiconWord, LexiconWords } from '../../server/monitoring/lexicon-schema.ts'
import { get, serverNow } from '../api.ts'
import { RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Moment, Section } from '../ui/Pieces.tsx'
import { LEXICON_WORDS } from './lexicon-words.ts'
import { named, PROGRAM_WORDS } from './terms.ts'

type Props = {
  readonly page: LexiconPage
  readonly isReadOnly: boolean
  readonly onUse: (words: readonly LexiconWord[]) => void
}

/** Who changed the list, when and why; an earlier one can be brought back, as a version of its own. */
export function LexiconVersions({ page, isReadOnly, onUse }: Props) {
  const words = useWords(LEXICON_WORDS)
  const programs = useWords(PROGRAM_WORDS)
  const format = useFormat()
  const { lexicon, versions } = page
  const load = useMutation({
    mutationFn: (version: number) => get<LexiconWords>(`/api/lexicons/${lexicon.id}/versions/${version}`),
    onSuccess: (found) => onUse(found.words),
  })
  return (
    <Section title={words.versions}>
      <ul className="lexicon-versions">
        {versions.map(({ version, madeAt, madeByName, reason, wordCount }) => (
          <li key={version}>
            <div>
              <strong>{words.version({ n: version })}</strong> · {named(programs, madeByName)} ·{' '}
              <Moment at={madeAt} now={serverNow()} /> · {words.words({ n: format.count(wordCount) })}
              {reason === '' ? null : <div className="soft">{reason}</div>}
            </div>
            {isReadOnly || version === lexicon.version ? null : (
              <Button size="small" onClick={() => load.mutate(version)}>
                {words.useVersion}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {load.error ? <RefusalText error={load.error} /> : null}
    </Section>
  )
}
