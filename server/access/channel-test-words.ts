import { inThree, type Said } from './notice-words.ts'

export const testSubject = inThree('Weiji 測試通知', 'Weiji 测试通知', 'Weiji test message')

/** @param channel its name */
export const testLines = (organisation: string, channel: string, time: string): readonly Said[] => [
  inThree(
    `收到這則訊息，表示「${organisation}」的通知方式「${channel}」可用。`,
    `收到这条消息，说明“${organisation}”的通知方式“${channel}”可用。`,
    `If you read this, “${channel}” of ${organisation} is set up correctly.`,
  ),
  inThree(`發出時間：${time}`, `发送时间：${time}`, `Sent: ${time}`),
]
