// table: what letters say of an alert, in the three languages.
import { inThree, type Said } from '../access/notice-words.ts'
import type { Level } from './level.ts'
import type { Stage } from './notice-stage.ts'

const LEVEL: Readonly<Record<Level, Said>> = {
  1: inThree('一級', '一级', 'Level 1'),
  2: inThree('二級', '二级', 'Level 2'),
  3: inThree('三級', '三级', 'Level 3'),
}
const LEVEL_NAME: Readonly<Record<Level, Said>> = {
  1: inThree('一級 重大', '一级 重大', 'Level 1 major'),
  2: inThree('二級 較大', '二级 较大', 'Level 2 moderate'),
  3: inThree('三級 一般', '三级 一般', 'Level 3 minor'),
}

/** Before the alert's own sentence. */
export function stageWord({ kind, level }: Pick<Stage, 'kind' | 'level'>): Said {
  return (locale) => {
    const grade = LEVEL[level](locale)
    switch (kind) {
      case 'raised':
        return inThree(`${grade}預警：`, `${grade}预警：`, `${grade} alert: `)(locale)
      case 'risen':
        return inThree(`預警升為${grade}：`, `预警升为${grade}：`, `Alert now ${grade.toLowerCase()}: `)(locale)
      case 'recurred':
        return inThree(
          `預警再現（${grade}）：`,
          `预警复现（${grade}）：`,
          `Alert is back (${grade.toLowerCase()}): `,
        )(locale)
      case 'marked':
        return inThree('預警待宣布危機：', '预警待宣布危机：', 'Alert marked for a crisis: ')(locale)
      case 'crisis':
        return inThree('預警已轉為危機：', '预警已转为危机：', 'Alert is now a crisis: ')(locale)
    }
  }
}

export const numberLine = (number: number, level: Level): Said =>
  inThree(
    `預警 ${number}，${LEVEL_NAME[level]('zh-Hant')}`,
    `预警 ${number}，${LEVEL_NAME[level]('zh-Hans')}`,
    `Alert ${number}, ${LEVEL_NAME[level]('en')}`,
  )
export const sinceLine = (time: string): Said => inThree(`自 ${time} 起`, `自 ${time} 起`, `Since ${time}`)
export const dueLine = (time: string): Said =>
  inThree(`請在 ${time} 前確認收到`, `请在 ${time} 前确认收到`, `Please acknowledge it by ${time}`)
export const takenLine = (name: string): Said =>
  inThree(`${name} 已確認收到`, `${name} 已确认收到`, `${name} has acknowledged it`)
