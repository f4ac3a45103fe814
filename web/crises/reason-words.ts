// table: codes that the server gives with numbers, as sentences in the three languages. Each list is whole or does not compile.
import type { GuardCode, LEVEL_REASONS, TYPE_REASONS, UNKNOWNS } from '../../server/crises/schema.ts'
import type { Format } from '../ui/format.ts'
import { defineWords, fill, type Said, type Triple } from '../ui/words.ts'

type LevelReason = (typeof LEVEL_REASONS)[number]
type TypeReason = (typeof TYPE_REASONS)[number]
type Unknown = (typeof UNKNOWNS)[number]

export const REASON_WORDS = defineWords({
  words: [
    '{of} 條中 {posts} 條提到「{word}」',
    '{of} 条中 {posts} 条提到“{word}”',
    '{posts} of {of} posts say “{word}”',
  ],
  default_opinion: [
    '看過 {of} 條，沒有別類的跡象',
    '看过 {of} 条，没有其他类型的迹象',
    '{of} posts read, no sign of another type',
  ],
  harm: ['傷害：{score}/4 分', '伤害：{score}/4 分', 'Harm: {score} of 4'],
  legal: ['法律：{score}/4 分', '法律：{score}/4 分', 'Legal: {score} of 4'],
  reach: [
    '觸及至多 {followers} 人：{score}/4 分',
    '至多触达 {followers} 人：{score}/4 分',
    'Reach of at most {followers}: {score} of 4',
  ],
  velocity: [
    '最快 {minutes} 分鐘翻一倍：{score}/4 分',
    '最快 {minutes} 分钟翻一番：{score}/4 分',
    'Doubled in {minutes} min at its fastest: {score} of 4',
  ],
  negative_share: [
    '負面佔 {now}，事發前一週 {usual}：{score}/4 分',
    '负面占 {now}，事发前一周 {usual}：{score}/4 分',
    '{now} negative, {usual} in the week before: {score} of 4',
  ],
  complainants: [
    '至多 {count} 人在抱怨：{score}/4 分',
    '至多 {count} 人在抱怨：{score}/4 分',
    'At most {count} people complain: {score} of 4',
  ],
  media: [
    '{count} 家媒體或大號在說：{score}/4 分',
    '{count} 家媒体或大号在说：{score}/4 分',
    '{count} media or great accounts: {score} of 4',
  ],
  business_loss: ['業務損失：{score}/4 分', '业务损失：{score}/4 分', 'Business loss: {score} of 4'],
  red_line_injury: [
    '紅線：{of} 條中 {posts} 條說有人受傷害，例如「{example}」',
    '红线：{of} 条中 {posts} 条称有人受到伤害，例如“{example}”',
    'Red line: {posts} of {of} posts speak of people harmed, such as “{example}”',
  ],
  red_line_leak: [
    '紅線：{of} 條中 {posts} 條說資料外洩，例如「{example}」',
    '红线：{of} 条中 {posts} 条称信息泄露，例如“{example}”',
    'Red line: {posts} of {of} posts speak of leaked data, such as “{example}”',
  ],
  red_line_official: [
    '紅線：監管或官方媒體已發聲，例如「{example}」',
    '红线：监管部门或官方媒体已发声，例如“{example}”',
    'Red line: a regulator or official media speak, such as “{example}”',
  ],
  hundreds_and_media: [
    '{complainants} 人抱怨，{media} 家媒體跟進',
    '{complainants} 人抱怨，{media} 家媒体跟进',
    '{complainants} people complain and {media} media follow',
  ],
  single_bad_review: [
    '只有 {complainants} 人抱怨，共 {posts} 條',
    '仅 {complainants} 人抱怨，共 {posts} 条',
    'Only {complainants} [complainants:person complains|people complain], {posts} [posts:post|posts] in all',
  ],
  score_band: [
    '已知 {known}/{of} 項，合計 {percent}%',
    '已知 {known}/{of} 项，合计 {percent}%',
    '{percent}% over {known} of {of} known dimensions',
  ],
  in_doubt_higher: [
    '合計 {percent}%，接近上一級：有疑取其高',
    '合计 {percent}%，接近上一级：存疑取高',
    '{percent}%, close to the next level: in doubt the higher',
  ],
  little_known: [
    '所知太少（{known}/{of} 項），先取較高',
    '已知过少（{known}/{of} 项），先取较高',
    'Too little is known ({known} of {of}): the higher for now',
  ],
  nothing_known: ['還沒有數據，先取二級', '尚无数据，先取二级', 'No data yet: level 2 for now'],
} satisfies Record<LevelReason | TypeReason, Triple>)

export const GUARD_WORDS = defineWords({
  wrong_state: ['現在的階段不能這樣做', '当前阶段不能执行', 'Not possible in this phase'],
  commander: ['要先有總指揮', '需要先指定总指挥', 'A commander has to be named first'],
  level_confirmed: ['等級還是暫定，請先確認', '等级尚为暂定，请先确认', 'The level is provisional: confirm it first'],
  response_plan: ['應對方案已批准', '应对方案已批准', 'The response plan is approved'],
  roles_filled: ['各職責有人擔任', '各职责有人担任', 'Every role is filled'],
  quiet: ['聲量和負面已回落到平時', '声量与负面已回落至平时', 'Volume and negative share are back to the usual'],
  open_tasks: ['一級危機沒有未完成的任務', '一级危机没有未完成任务', 'No open task of the major crisis'],
  closing_statement: ['已發出進展或結果聲明', '已发布进展或结果声明', 'A progress or final statement is out'],
  effect_review: ['一週效果評估已做', '一周效果评估已完成', 'The review of effect after a week is done'],
  retrospective: ['復盤四部分齊備', '复盘四部分齐备', 'The four parts of the retrospective are written'],
  follow_ups_listed: ['改進事項已列出', '改进事项已列出', 'Improvements are listed'],
  second_person: ['要由總指揮以外的人做', '须由总指挥以外的人执行', 'Somebody other than the commander has to do this'],
  follow_ups_verified: ['改進事項已核實完成', '改进事项已核实完成', 'Improvements are verified'],
  follow_ups_assigned: ['改進事項已有人負責', '改进事项已有人负责', 'Improvements are assigned'],
  evidence_sealed: ['證據已封存', '证据已封存', 'The evidence is sealed'],
  month_review: ['一個月後的評估已做', '一个月后的评估已完成', 'The review after a month is done'],
  second_signature: ['要第二人簽署', '需要第二人签署', 'A second person has to sign'],
  merge_target: [
    '要選併入哪一宗（須為進行中的另一宗）',
    '请选择并入哪一起（须为进行中的另一起）',
    'Choose another open crisis to merge into',
  ],
  merge_window: [
    '併入超過 24 小時，不能再分開',
    '并入已超过 24 小时，无法再拆分',
    'Merged over 24 hours ago: it cannot be undone',
  ],
  is_commander: ['降級只能由總指揮決定', '降级只能由总指挥决定', 'Only the commander may lower the level'],
  hold: ['回落的時間還不夠長', '回落时间还不够长', 'It has not been calm for long enough'],
  below_band: ['數據還未低於這個等級', '数据尚未低于该等级', 'The data are not below this level yet'],
} satisfies Record<GuardCode, Triple>)

export const UNKNOWN_WORDS = defineWords({
  no_track: [
    '沒有連到監測主題，數字無從計算',
    '未关联监测主题，无法计算数字',
    'No track is linked: nothing could be counted',
  ],
  cause: ['起因', '起因', 'The cause'],
  users_affected: ['實際受影響的用戶人數', '实际受影响的用户数', 'How many users are really affected'],
  own_statements: ['我們已發過甚麼聲明', '我们已发布过哪些声明', 'What we have said so far'],
  others_statements: [
    '別人（官方、媒體、自媒體）的聲明',
    '他方（官方、媒体、自媒体）的声明',
    'What others (authorities, media) have stated',
  ],
  competitors: ['競爭對手的動作', '竞争对手的动向', 'What competitors are doing'],
  first_author_outside_sources: [
    '我們來源以外有沒有更早的帖文',
    '来源之外是否有更早的帖文',
    'Whether something earlier exists outside our sources',
  ],
  regions: ['地區分布', '地区分布', 'Regions'],
  reach: ['真正觸及多少人', '实际触达人数', 'How many people it really reached'],
  sentiment: ['情感（沒有可判斷的文字）', '情感（没有可判断的文字）', 'Sentiment (no text to judge)'],
  key_nodes: ['關鍵傳播節點', '关键传播节点', 'Key nodes of the spread'],
  demands: ['用戶的訴求', '用户的诉求', 'What people ask for'],
} satisfies Record<Unknown, Triple>)

type Reason = { readonly code: string; readonly values: Readonly<Record<string, string | number>> }
type Sayings = Readonly<Record<string, string | ((values: never) => string)>>

/** A code with its numbers as a sentence; a code that these pages do not know yet is shown as it is, rather than hidden. */
export function sayReason(reason: Reason, said: Said<typeof REASON_WORDS>, format: Format): string {
  const shares = ['now', 'usual', 'negativeShare', 'usualNegativeShare']
  const values = Object.entries(reason.values).map(([name, value]) => [
    name,
    typeof value !== 'number' ? value : shares.includes(name) ? format.share(value) : format.size(value),
  ])
  const sentence = (said as Sayings)[reason.code]
  if (typeof sentence === 'function') return sentence(Object.fromEntries(values) as never)
  return sentence ?? fill(reason.code, {})
}
