/** Writes server/models/CARD.md: what the models are, what they were made of, and how good they were when they were made. */
import { LONGEST_TEXT } from '../server/text/fold.ts'
import type { Measured, Quality, Report } from './train-measure.ts'

export function writeCard(version: string, report: Report): string {
  return `${head(version)}
${table(report)}

Probabilities: mean distance between what is stated and what comes true ${percent(report.calibrationError)} points (ten bins, three-class sets).
Script: ${percent(report.sameInTraditional)} % of Traditional copies of Simplified posts get the same sentiment (hant_probe).
${tail()}`
}

function head(version: string): string {
  return `# Model card: ${version}

Made by \`npm run train\` (\`scripts/train.ts\`), which writes this file too: do not edit it by hand.

- \`fold.bin.gz\`: tables from any text to Simplified script, half width, lower case (server/text/fold.ts).
- \`weights.bin.gz\`: two linear models, Chinese (either script, and Cantonese) and English, each with 3 sentiments and 7 emotions
  (server/text/linear.ts). Features: character 1–4-grams, for English words and pairs of words too; 8-bit weights.

## Quality on the dev parts

Accuracy / macro-F1 in %, measured with the code that the product runs. \`sentiment-2\`: positive against negative only.
The dev parts chose the recipe and calibrated the probabilities, so expect a little less on texts never seen; and some 6 points less
on posts of a kind that no set resembles. Reviews and posts whose near copies stand in another part were removed beforehand.
`
}

function table({ rows }: Report): string {
  const line = ({ set, question, texts, asIs, bare }: Measured): string =>
    `| ${set} | ${question} | ${texts} | ${cell(asIs)} | ${cell(bare)} |`
  return ['| set | question | texts | as is | without emoticons |', '|---|---|---|---|---|', ...rows.map(line)].join(
    '\n',
  )
}

function tail(): string {
  return `
## Made of

| source | used for | licence |
|---|---|---|
| OpenCC (BYVoid/OpenCC), TSCharacters, STCharacters, TWVariants, HKVariants | fold.bin | Apache-2.0 |
| Unicode character data, as Node knows it | fold.bin | Unicode licence |
| SMP2020-EWECT usual and virus; COVID-19 Weibo 7 emotions (Lyu et al. 2020); NLPCC 2014 emotion; weibo2018; weibo_senti (sample) | weights, zh | none stated |
| ChnSentiCorp, htl_all, waimai_10k, online_shopping_10_cats (ChineseNlpCorpus); CCF BDCI 2018 cars | weights, zh | none stated |
| Cantonese forum posts (LutherYTT) | weights, zh | none stated |
| GoEmotions | weights, en | Apache-2.0 |
| SemEval-2017 task 4A and TweetEval emotion | weights, en | research use, Twitter terms |
| SXSW 2011 and Sanders brand tweets | weights, en | none stated, Twitter terms |
| sentences of our own (\`scripts/train-own.ts\`) | weights | Apache-2.0 |

None of these texts is in this repository: the weights are numbers learnt from them, and no text can be read out of them. Left out for
their licences: US airline tweets, CHECKED, the DUTIR lexicon. Test parts were never read. Whoever wants weights made only of data with a
stated licence can name another folder in \`WEIJI_TRAIN_DATA\` and run \`npm run train\`.

## Limits

- Neutral is the hard class, and the sets disagree on it: a forum's neutral is a chat's positive. Under 0.5 the verdict is a guess.
- Irony, and praise of one brand at the cost of another, are taken at their word. The sentiment is the text's, not that towards a brand.
- Emotions: fear, surprise and disgust are rare in the sets and often missed. Announcements count as neutral even when their news is bad.
- Cantonese was learnt from one forum on animation; English from tweets and Reddit of 2011–2019.
- Other languages, and texts of which no feature is known, are answered with neutral and none.
- Of a text only the first ${LONGEST_TEXT.toLocaleString('en')} UTF-16 units are read, for sentiment and emotion the first 4,000.
`
}

const percent = (share: number): string => (share * 100).toFixed(1)
const cell = ({ accuracy, macroF1 }: Quality): string => `${percent(accuracy)} / ${percent(macroF1)}`
