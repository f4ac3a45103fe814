// table: what letters say of an alert, in the three languages.
import { inThree, type Said } from '../access/notice-words.ts'
import type { Level } from './level.ts'
import type { StageFigures, StageWhy, Taken } from './notice-stage.ts'
import { platformName } from './platform-words.ts'

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
export function stageWord({ stage, why, level: given }: Pick<Taken, 'stage' | 'why' | 'level'>): Said {
  const level = given as Level
  return (locale) => {
    const grade = LEVEL[level](locale)
    const small = grade.toLowerCase()
    if (why === 'recurred') {
      return inThree(`預警再現（${grade}）：`, `预警复现（${grade}）：`, `Alert is back (${small}): `)(locale)
    }
    if (why === 'level') {
      return inThree(`預警升為${grade}：`, `预警升为${grade}：`, `Alert now ${small}: `)(locale)
    }
    if (why === 'marked') return inThree('預警待宣布危機：', '预警待宣布危机：', 'Alert marked for a crisis: ')(locale)
    if (why === 'crisis') return inThree('預警已轉為危機：', '预警已转为危机：', 'Alert is now a crisis: ')(locale)
    switch (stage) {
      case 'opened':
        return inThree(`${grade}預警：`, `${grade}预警：`, `${grade} alert: `)(locale)
      case 'escalated':
        return inThree(`預警擴大（${grade}）：`, `预警扩大（${grade}）：`, `Alert grows (${small}): `)(locale)
      case 'peaked':
        return inThree('預警回落：', '预警回落：', 'Alert past its peak: ')(locale)
      case 'closed':
        return inThree('預警結束：', '预警结束：', 'Alert closed: ')(locale)
    }
  }
}

const WHY: Partial<Readonly<Record<StageWhy, Said>>> = {
  doubled: inThree('比上次告知時多了一倍', '比上次通知时多了一倍', 'Twice as large as when you were last told'),
  platform: inThree('擴散到另一個平台', '扩散到另一个平台', 'It has reached another platform'),
  rebound: inThree('回落之後再次上升', '回落之后再次上升', 'It rises again after its peak'),
  turned: inThree(
    '最近半小時不到最高時的六成，而且在減少',
    '最近半小时不到最高时的六成，且在减少',
    'The last half hour is below 60% of its strongest one, and falling',
  ),
  calm: inThree('已恢復平常兩小時', '已恢复正常两小时', 'As usual for two hours'),
  resolved: inThree('已處理完畢', '已处理完毕', 'It was resolved'),
  false_positive: inThree('有人判定為誤報', '有人判定为误报', 'Somebody marked it as a false alarm'),
}

/** Why it is told, where the subject does not say so. */
export function whyLine(why: StageWhy): Said | undefined {
  return WHY[why]
}

/** What has changed since people last heard of it; undefined: nothing that is worth a line. */
export function sinceTold(time: string, before: StageFigures, now: StageFigures): Said | undefined {
  const joined = now.platforms.filter((name) => !before.platforms.includes(name))
  if (now.size === before.size && joined.length === 0) return undefined
  return (locale) => {
    const named = joined.map((name) => platformName(name)(locale)).join(locale === 'en' ? ', ' : '、')
    const size = inThree(
      `自 ${time} 告知以來：超出平時的帖文由 ${before.size} 條變為 ${now.size} 條`,
      `自 ${time} 通知以来：超出平时的帖文由 ${before.size} 条变为 ${now.size} 条`,
      `Since you were told at ${time}: posts beyond the usual went from ${before.size} to ${now.size}`,
    )(locale)
    if (named === '') return size
    return size + inThree(`；新平台：${named}`, `；新平台：${named}`, `; new platforms: ${named}`)(locale)
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
export const handedWord: Said = inThree('預警轉交給你：', '预警转交给你：', 'An alert was handed to you: ')
export const handedLine = (name: string): Said =>
  inThree(`${name} 轉交給你，請認領`, `${name} 转交给你，请认领`, `${name} handed it to you; please take it on`)
