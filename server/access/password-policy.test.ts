import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dictionary } from '@zxcvbn-ts/language-common'
import { checkPassword } from './password-policy.ts'

const COMMON = new Set<string>(dictionary['passwords-common'])
const CONTEXT = {
  email: 'lin.kexin@qinghe.example',
  name: '林可欣',
  organisation: '青禾飲品 Qinghe',
  common: (word: string) => COMMON.has(word),
}

const CASES: readonly (readonly [password: string, why: string | undefined])[] = [
  ['elevenchars', 'too-short'],
  ['密碼只有十一個字元吧', 'too-short'],
  ['x'.repeat(201), 'too-long'],
  ['aaaaaaaaaaaaaaaa', 'repeating'],
  ['abababababababab', 'repeating'],
  ['abcdefghijklmnop', 'repeating'],
  ['1234567890123456', 'repeating'],
  ['password1234', 'common'],
  ['P@ssw0rd!!!!', 'common'],
  ['Password2026!!', 'common'],
  ['sunshinesunshine', 'common'],
  ['qwertyuiop123', 'common'],
  ['lin.kexin2026!', 'personal'],
  ['qinghe-2026-!!', 'personal'],
  ['林可欣林可欣20260302', 'personal'],
  ['青禾飲品 2026 2027', 'personal'],
  ['correct horse battery staple', undefined],
  ['三匹白馬過河 tonight', undefined],
  ['春風又綠江南岸明月何時', 'too-short'],
  ['春風又綠江南岸明月何時照', undefined],
  ['Kj3#vQ9z!mWp2', undefined],
]

for (const [password, why] of CASES) {
  test(`${password.slice(0, 30)} is ${why ?? 'let through'}`, () => {
    if (why === undefined) checkPassword(password, CONTEXT)
    else assert.throws(() => checkPassword(password, CONTEXT), { code: 'password-weak', message: why })
  })
}
