import { Refusal } from '../base/errors.ts'

export const LEAST_CHARACTERS = 12
export const MOST_CHARACTERS = 200
/** Parts of names shorter than this are in half of all passwords. */
const LEAST_PART = 4
/** Of what is left when the known parts are taken out; a name with a year is no password. */
const LEAST_OWN = 8

export type PasswordContext = {
  readonly email: string
  readonly name: string
  readonly organisation: string
  /** lower case */
  readonly common: (word: string) => boolean
}

/**
 * NIST SP 800-63B: length and a list of known passwords rather than kinds of characters. What people make of the list's words and of
 * their own names by adding digits and signs counts as those words.
 * @param password after NFKC
 * @throws Refusal `password-weak` with values.why: too-short, too-long, repeating, common, personal
 */
export function checkPassword(password: string, context: PasswordContext): void {
  const characters = [...password]
  if (characters.length < LEAST_CHARACTERS) throw weak('too-short')
  if (characters.length > MOST_CHARACTERS) throw weak('too-long')
  if (new Set(characters).size < 5 || isRun(characters)) throw weak('repeating')
  if (commonForms(password).some(context.common)) throw weak('common')
  if (ownCharacters(password, context) < LEAST_OWN) throw weak('personal')
}

/** Thrown by the history too, which only whoever holds the hashes can check. */
export function weak(why: 'too-short' | 'too-long' | 'repeating' | 'common' | 'personal' | 'used-before'): Refusal {
  const values = { why, least: LEAST_CHARACTERS, most: MOST_CHARACTERS }
  return new Refusal('password-weak', { field: 'password', reason: why, values })
}

/** The word as it is, without what was put around it, doubled words as one, and with the usual signs for letters read as letters. */
function commonForms(password: string): string[] {
  const lower = password.toLowerCase()
  const letters = lower.replace(/[@4301$5!7]/g, (sign) => LETTER_OF[sign] ?? sign)
  const bare = (word: string): string => word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  const forms = [lower, lower.replace(/\s+/g, ''), bare(lower), letters, bare(letters)]
  return [...new Set(forms.flatMap((form) => [form, unrepeated(form)]))].filter((form) => form.length >= LEAST_PART)
}

const LETTER_OF: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '0': 'o',
  '1': 'l',
  $: 's',
  '5': 's',
  '!': 'i',
  '7': 't',
}

function unrepeated(word: string): string {
  return /^(?<part>.{3,}?)\k<part>+$/su.exec(word)?.groups?.part ?? word
}

/** How many characters are left without the address, the names and the digits and signs. */
function ownCharacters(password: string, { email, name, organisation }: PasswordContext): number {
  const parts = `${email} ${name} ${organisation} weiji`
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
  // Two Chinese characters say as much as a word of letters.
  const isTelling = (part: string): boolean => part.length >= (/\p{Script=Han}/u.test(part) ? 2 : LEAST_PART)
  const telling = parts.filter(isTelling).sort((one, other) => other.length - one.length)
  const lower = password.toLowerCase()
  const left = telling.reduce((rest, part) => rest.replaceAll(part, ''), lower)
  return left === lower ? lower.length : [...left.replace(/[^\p{L}]/gu, '')].length
}

/** 123456789012, abcdefghijkl and the like: each character follows the one before. */
function isRun(characters: readonly string[]): boolean {
  const codes = characters.map((one) => one.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, at) => code - (codes[at] ?? 0))
  return steps.filter((step) => Math.abs(step) <= 1 || Math.abs(step) === 9).length > steps.length * 0.8
}
