const LONGEST_WORD = 4
const WORDS = 2
const NAME_LENGTH = 20
/** Pieces of speech that say nothing of what a post is about. */
const EMPTY =
  /[的了是我你他她它们們这這那不也都就在有和与與吧吗嗎呢啊哦哈着著被把很还還又到说說去来來为為以可能会會要没沒一个個什么麼怎样樣]/
/** What is said with every post that is passed on, whatever it is about. */
const IDLE =
  /转发|轉發|转载|轉載|扩散|擴散|微博|注意|大家|帮忙|幫忙|朋友|知道|今天|现在|現在|时候|時候|真的|自己|如果|因为|因為|已经|已經|请|請/
/** Emoticons, addresses of pages and names of people: in the text, but not its words. */
const NO_WORDS = /\[[^\]\s]{1,8}\]|https?:\/\/\S+|@[\p{L}\p{N}_-]+/gu
const HAN_RUN = /\p{sc=Han}{2,}/gu
const LATIN_WORD = /[\p{sc=Latin}\p{N}]{4,}/gu

/** What a track is called that was made of a post: its beginning. */
export function nameFrom(text: string): string {
  const [line = ''] = text.trim().split('\n')
  const characters = [...line]
  return characters.length <= NAME_LENGTH ? line : `${characters.slice(0, NAME_LENGTH).join('')}…`
}

/**
 * An expression of the track language that the text itself matches: the words of it that the answers take up most, since what people
 * repeat is what it is about. undefined where the text holds no words.
 */
export function expressionFrom(whole: string, answers: readonly string[]): string | undefined {
  const text = whole.replace(NO_WORDS, '\n')
  const candidates = [...new Set([...piecesOf(text), ...(text.match(LATIN_WORD) ?? [])])]
  const scored = candidates.map((word) => ({ word, score: scoreOf(word, answers) }))
  scored.sort((a, b) => b.score - a.score || text.indexOf(a.word) - text.indexOf(b.word))
  const chosen: string[] = []
  for (const { word } of scored) {
    const overlaps = chosen.some((other) => other.includes(word) || word.includes(other))
    if (!overlaps) chosen.push(word)
    if (chosen.length === WORDS) break
  }
  return chosen.length === 0 ? undefined : chosen.map((word) => `"${word}"`).join(' ')
}

function piecesOf(text: string): string[] {
  return (text.match(HAN_RUN) ?? []).flatMap((run) => {
    const characters = [...run]
    const pieces: string[] = []
    for (let from = 0; from < characters.length; from++) {
      for (let length = 2; length <= LONGEST_WORD && from + length <= characters.length; length++) {
        const piece = characters.slice(from, from + length).join('')
        if (!EMPTY.test(piece) && !IDLE.test(piece)) pieces.push(piece)
      }
    }
    return pieces
  })
}

/** A longer piece says more than its parts where it is repeated nearly as often. */
function scoreOf(word: string, answers: readonly string[]): number {
  const taken = answers.filter((answer) => answer.includes(word)).length
  return (taken + 0.1) * [...word].length
}
