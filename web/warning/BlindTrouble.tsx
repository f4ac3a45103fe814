import { Link } from 'react-router'
import type { Trouble } from '../../server/warning/blind-schema.ts'
import { TROUBLE_PLACES } from '../../server/warning/blind-words-schema.ts'
import { named, PROGRAM_WORDS } from '../monitoring/terms.ts'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { fill, PLACE } from '../ui/words.ts'
import { BLIND_WORDS, REMEDY_WORDS, TROUBLE_WORDS } from './blind-words.ts'

/** What is wrong, in words. */
export function useTroubleText(): (trouble: Trouble) => string {
  const { locale } = useLocale()
  const programs = useWords(PROGRAM_WORDS)
  return ({ code, detail }) => {
    const name = detail.name === undefined ? {} : { name: named(programs, detail.name) }
    return fill(TROUBLE_WORDS[code][PLACE[locale]], { ...detail, ...name })
  }
}

/** What to do about it, and where. */
export function BlindRemedy({ trouble }: { readonly trouble: Trouble }) {
  const words = useWords(BLIND_WORDS)
  const remedies = useWords(REMEDY_WORDS)
  const place = TROUBLE_PLACES[trouble.code]
  return (
    <>
      {remedies[trouble.code]}
      {place === undefined ? null : (
        <>
          {' '}
          <Link to={place}>{words.look}</Link>
        </>
      )}
    </>
  )
}
