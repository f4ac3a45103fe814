import { BadSetting, type Settings } from '../contract.ts'

/** A password alone signs nobody in. @throws BadSetting */
export function checkUser({ user, password }: Settings): void {
  if (password !== undefined && user === undefined) throw new BadSetting('user', 'is needed with a password')
}

/** RFC 7617, as the value of `authorization`. */
export function basicAuth(user: string | number, password: string | number = ''): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}
