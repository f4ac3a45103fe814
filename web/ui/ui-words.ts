import { defineWords } from './words.ts'

export const UI_WORDS = defineWords({
  loading: ['載入中', '加载中', 'Loading'],
  retry: ['再試一次', '重试', 'Try again'],
  requestNumber: ['編號 {id}', '编号 {id}', 'Number {id}'],
  fieldName: ['欄位：{field}', '字段：{field}', 'Field: {field}'],
  waitSeconds: ['請等 {seconds} 秒。', '请等待 {seconds} 秒。', 'Wait {seconds} s.'],
  forbiddenTitle: ['你看不到這一頁', '你无法查看此页面', 'You cannot see this page'],
  notFoundTitle: ['找不到這一頁', '找不到此页面', 'There is no such page'],
  troubleTitle: ['這裏暫時載入不了', '暂时无法加载', 'This cannot be loaded right now'],
  home: ['回到態勢', '返回态势', 'Back to the overview'],
  close: ['關閉', '关闭', 'Close'],
  cancel: ['取消', '取消', 'Cancel'],
  save: ['儲存', '保存', 'Save'],
  copy: ['複製', '复制', 'Copy'],
  copied: ['已複製', '已复制', 'Copied'],
  notCopied: [
    '複製不了，請選取文字自行複製',
    '无法复制，请选中文字自行复制',
    'It could not be copied; select the text yourself',
  ],
  zone: ['時間均為 {zone}', '时间均为 {zone}', 'All times {zone}'],
  more: ['載入更多', '加载更多', 'Load more'],
  language: ['語言', '语言', 'Language'],
  usual: ['正常範圍', '正常范围', 'normal range'],
  expected: ['預期', '预期', 'expected'],
  noData: ['沒有資料', '没有数据', 'No data'],
})
