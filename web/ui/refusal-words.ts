// table: every code of server/base/errors.ts with what it means and what to do now (refusal-words.test.ts compares the lists).
import { defineWords } from './words.ts'

export const REFUSAL_WORDS = defineWords({
  'bad-request': [
    '這個請求無法讀取。請重新載入頁面再試。',
    '无法读取这个请求，请刷新页面后重试。',
    'The request could not be read. Reload the page and try again.',
  ],
  'bad-encoding': ['文字的編碼不是 UTF-8。', '文字编码不是 UTF-8。', 'The text is not encoded in UTF-8.'],
  'sign-in-needed': ['請先登入。', '请先登录。', 'Please sign in first.'],
  'sign-in-failed': ['電郵或密碼不正確。', '邮箱或密码不正确。', 'The e-mail address or the password is wrong.'],
  'signed-out': [
    '你已登出，或登入已過期。請重新登入。',
    '你已退出，或登录已过期，请重新登录。',
    'You have been signed out, or your session has expired. Please sign in again.',
  ],
  'signature-invalid': [
    '簽名不符，訊息未被接收。',
    '签名不符，消息未被接收。',
    'The signature does not match; nothing was taken in.',
  ],
  forbidden: [
    '你的角色沒有這項權限。需要時請找管理員。',
    '你的角色没有这项权限，如有需要请联系管理员。',
    'Your role does not allow this. Ask an administrator if you need it.',
  ],
  'cross-site': [
    '這個請求來自別的網站，已拒絕。請從本站頁面操作。',
    '该请求来自其他网站，已拒绝。请在本站页面操作。',
    'The request came from another site and was refused. Use the pages of this site.',
  ],
  'not-found': [
    '找不到，或不屬於你的機構。',
    '未找到，或不属于你的机构。',
    'Not found, or not part of your organisation.',
  ],
  'already-done': [
    '已經做過了。頁面已更新。',
    '已经完成过了，页面已更新。',
    'This has been done already. The page is up to date now.',
  ],
  'wrong-state': [
    '現在的狀態不能這樣做；可能剛有人改動。',
    '当前状态不能执行此操作，可能刚有人更改。',
    'Not possible in the present state; somebody may just have changed it.',
  ],
  'changed-meanwhile': [
    '別人剛剛改過。請看過新內容再試。',
    '其他人刚刚修改过，请查看新内容后再试。',
    'Somebody else changed this meanwhile. Look at the new content and try again.',
  ],
  'link-used': [
    '這條連結已用過或已過期。請管理員再發一條。',
    '该链接已使用或已过期，请联系管理员重新生成。',
    'This link has been used or has expired. Ask an administrator for a new one.',
  ],
  'too-large': ['內容太大。請分成幾份。', '内容过大，请分批提交。', 'This is too large. Send it in several parts.'],
  'unsupported-type': ['不支援這種格式。', '不支持该格式。', 'This format is not supported.'],
  invalid: [
    '有一項填寫不對，請檢查。',
    '有一项填写不正确，请检查。',
    'Something is not filled in correctly. Please check.',
  ],
  'expression-invalid': [
    '關鍵詞式有錯，請看標出的位置。',
    '关键词表达式有误，请查看标出的位置。',
    'The expression has a mistake; see the marked place.',
  ],
  'password-weak': [
    '密碼太弱：至少 12 個字元，不要用常見詞或你的名字。',
    '密码太弱：至少 12 个字符，不要使用常见词或你的名字。',
    'The password is too weak: at least 12 characters, no common words, not your name.',
  ],
  'email-taken': ['這個電郵已有人使用。', '该邮箱已被使用。', 'This e-mail address is already in use.'],
  'name-taken': ['這個名稱已有人用了。', '该名称已被使用。', 'This name is already in use.'],
  'last-administrator': [
    '這是最後一位管理員，不能移除。請先指定另一位。',
    '这是最后一位管理员，不能移除，请先指定另一位。',
    'This is the last administrator. Appoint another one first.',
  ],
  'own-grant': [
    '不能更改自己的角色。請另一位管理員處理。',
    '不能更改自己的角色，请由另一位管理员处理。',
    'You cannot change your own roles. Another administrator has to.',
  ],
  'commander-missing': [
    '請選一位有指揮權限的總指揮。',
    '请选择一位有指挥权限的总指挥。',
    'Choose a commander who has the permission to lead.',
  ],
  'reason-missing': [
    '請寫下理由：它會留在紀錄裏。',
    '请填写理由，它会保留在记录中。',
    'Please give a reason: it is kept in the record.',
  ],
  'guard-unmet': [
    '還有條件未滿足，請看列出的缺項。',
    '还有条件未满足，请查看列出的缺项。',
    'Something is still missing; see the list.',
  ],
  'locked-out': [
    '嘗試次數太多，帳號暫時鎖定。',
    '尝试次数过多，账号暂时锁定。',
    'Too many attempts; the account is locked for a while.',
  ],
  'too-many-requests': ['請求太頻繁，請稍候。', '请求过于频繁，请稍候。', 'Too many requests; please wait a little.'],
  busy: ['系統正忙，請稍候再試。', '系统繁忙，请稍后再试。', 'The system is busy; please try again shortly.'],
  'low-disk': [
    '磁碟快滿，暫停接收新資料；預警仍在運作。',
    '磁盘即将写满，已暂停接收新数据；预警仍在运行。',
    'The disk is nearly full: no new data is taken in. Warnings keep working.',
  ],
  'not-ready': ['服務正在啟動，請稍候。', '服务正在启动，请稍候。', 'The service is starting; please wait a little.'],
  'drill-outside': ['演練內容不能發到外面。', '演练内容不能发送到外部。', 'Drill content cannot leave the house.'],
  'setup-done': [
    '這裏已設定完成。請直接登入。',
    '此处已完成设置，请直接登录。',
    'This installation is already set up. Please sign in.',
  ],
  offline: [
    '連不上伺服器。請檢查網絡；連上後會自動更新。',
    '无法连接服务器，请检查网络，恢复后会自动更新。',
    'The server cannot be reached. Check the network; the page updates itself once it is back.',
  ],
  unknown: [
    '系統出錯了。請再試一次；若仍不行，把下面的編號告訴管理員。',
    '系统出错了，请重试；若仍不行，请把下面的编号告知管理员。',
    'Something went wrong on our side. Try again; if it stays, tell an administrator the number below.',
  ],
})

export type RefusalWord = keyof typeof REFUSAL_WORDS

export function isRefusalCode(code: unknown): code is RefusalWord {
  return typeof code === 'string' && Object.hasOwn(REFUSAL_WORDS, code)
}
