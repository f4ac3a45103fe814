/** What somebody wrote himself, in sentences: what he passes on, answers to, quotes or links is left out. */

/** Pieces of a text that are no words of its author's sentence. */
const NOT_WORDS =
  /https?(?:[:：]\S*|$)|\[[^\]\s]{1,8}\]|#[^#\s]{1,40}#|#[\p{L}\p{N}_]+|【[^】]*】|(?:[（(]\s*)?(?:来自|來自|分享自)\s*@[^\s)）]*[)）]?|@[\p{L}\p{N}_-]+/gu
/** `words//@somebody: what was passed on`, `RT @somebody: what was passed on` */
const PASSED_ON = /(?:\/\/\s*@|\bRT\s+@|转自@|轉自@).*$/su
/** `回复@somebody:answer` */
const ANSWER_TO = /^\s*(?:回复|回覆|Reply to|Replying to)?\s*@[^:：\s]{1,40}\s*[:：]/iu
const SENTENCE_END = /(?<=[。！？!?…；;\n])(?![。！？!?…；;”」』"])|(?<=[\p{L}\p{N})"'][.])\s+(?=\S)/u
/** Informal Chinese puts a space where others put a comma or a stop. */
const HAN_GAP = /(?<=[\p{sc=Han}，。！？])\s+(?=\p{sc=Han})/gu
/** `2，` `3.` before a sentence, of a list */
const NUMBERED = /^\s*\d{1,2}\s*[，,、.．:：)）]\s*/u
const EDGES = /^[^\p{L}\p{N}“「『"《]+|[^\p{L}\p{N}。！？!?….”」』"》）)]+$/gu
/** Longer ones are chains of clauses: each part is a sentence of its own to a reader. */
const LONGEST = 44
const QUOTED = /“[^”]*”|「[^」]*」|『[^』]*』|"[^"]*"|‘[^’]*’/gu
/** From here on somebody else speaks in it. */
const MOST_QUOTED = 0.5

/** The sentences of a post in its author's own words, as they were written, in their order. Chains of clauses are cut at commas. */
export function sentencesOf(text: string): string[] {
  const own = text.replace(PASSED_ON, '').replace(ANSWER_TO, '').replace(NOT_WORDS, '\u2029')
  return own
    .replace(HAN_GAP, '\u2029')
    .split('\u2029')
    .flatMap((part) => part.split(SENTENCE_END))
    .flatMap(piecesOf)
    .map((piece) => piece.replace(NUMBERED, '').replace(EDGES, ''))
    .filter((piece) => piece !== '' && !isQuote(piece))
}

function piecesOf(sentence: string): string[] {
  if ([...sentence].length <= LONGEST || !/\p{sc=Han}/u.test(sentence)) return [sentence]
  const pieces: string[] = []
  for (const clause of sentence.split(/(?<=[，,、])/u)) {
    const last = pieces.at(-1)
    if (last === undefined || [...last].length + [...clause].length > LONGEST) pieces.push(clause)
    else pieces[pieces.length - 1] = last + clause
  }
  return pieces
}

function isQuote(sentence: string): boolean {
  // A quotation that begins or ends in another sentence.
  if (/“[^”]*$|^[^“]*”|「[^」]*$|^[^「]*」/u.test(sentence)) return true
  const quoted = (sentence.match(QUOTED) ?? []).reduce((sum, each) => sum + each.length, 0)
  return quoted >= MOST_QUOTED * sentence.length
}

/** How much a sentence holds: Chinese characters, and words of other scripts as two each. */
export function weightOf(sentence: string): number {
  const han = sentence.match(/\p{sc=Han}/gu)?.length ?? 0
  const others = sentence.match(/[\p{L}\p{N}]+/gu)?.filter((word) => !/\p{sc=Han}/u.test(word)).length ?? 0
  return han + 2 * others
}

/** True where a sentence asks. */
export function isQuestion(sentence: string): boolean {
  return /[？?][”」』"）)]*$/u.test(sentence) || /[吗嗎么麼呢]$/u.test(sentence)
}
