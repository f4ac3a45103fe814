import { OutsideError } from '../../base/outside.ts'
import { type NotifyCode, NotifyError } from '../contract.ts'

const MOST_SAID = 400
/** Replies that ask for a sign-in (RFC 4954 6). */
const SIGN_IN = [530, 534, 535, 538]
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|HOSTNAME_MISMATCH|SIGNATURE_FAILURE/
/** Encryption where the server speaks plainly, or the other way round: the wrong port for the kind of encryption. */
const NOT_TLS = /WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST|UNKNOWN_PROTOCOL|NO_PROTOCOLS|UNSUPPORTED_PROTOCOL/

/** What nodemailer puts on its errors. */
type SmtpError = Error & {
  readonly code?: string
  readonly originalCode?: string
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
}

/** An error of sending, in the family's terms: where the mistake lies and whether trying again can help (RFC 5321 4.2.1). */
export function troubleOf(thrown: unknown, signal: AbortSignal): NotifyError {
  if (thrown instanceof NotifyError) return thrown
  const error = thrown as SmtpError
  if (error instanceof OutsideError) return outsideTrouble(error)
  if (signal.aborted) return trouble('timeout', 'the mail server did not finish in time', false)
  return error.responseCode ? answered(error, error.responseCode) : unanswered(error)
}

/** One line, as much as is worth keeping. */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MOST_SAID)
}

function outsideTrouble({ code, message }: OutsideError): NotifyError {
  if (code === 'refused-address' || code === 'bad-address') return trouble('host-refused', message, true)
  return trouble(code === 'timeout' ? 'timeout' : 'host-unknown', message, false)
}

function answered(error: SmtpError, status: number): NotifyError {
  const { command = '' } = error
  const said = error.response
  const isFinal = status >= 500
  if (SIGN_IN.includes(status) || (command.startsWith('AUTH') && isFinal))
    return trouble('sign-in', 'the mail server refused the user name or password', true, said)
  if (!isFinal) return trouble('later', 'the mail server asks to come again', false, said)
  if (command === 'MAIL FROM') return trouble('sender-refused', 'the mail server refused the sender', true, said)
  if (command === 'RCPT TO') return trouble('recipient-refused', 'the mail server refused the recipient', true, said)
  if (command === 'STARTTLS') return trouble('no-tls', 'the mail server offers no encryption', false, said)
  return trouble('refused', 'the mail server refused the letter', true, said)
}

function unanswered(error: SmtpError): NotifyError {
  const { code = '', originalCode = code, command = '', message } = error
  // A handshake that fails says so only in its text.
  const why = `${originalCode} ${message.toUpperCase().replaceAll(' ', '_')}`
  if (code === 'EAUTH') return trouble('sign-in', 'the mail server offers no sign-in, or none without encryption', true)
  if (CERTIFICATE.test(why)) return trouble('certificate', `the certificate does not hold: ${oneLine(message)}`, false)
  if (code === 'ETLS' || NOT_TLS.test(why))
    return trouble('no-tls', `no encryption could be agreed on: ${oneLine(message)}`, false)
  if (code === 'EENVELOPE') return trouble('settings', 'an address cannot be sent by this server', true)
  if (code === 'ETIMEDOUT') {
    const isHere = command !== ''
    return trouble(isHere ? 'timeout' : 'unreachable', isHere ? 'the mail server fell silent' : 'nobody answers', false)
  }
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/.test(originalCode))
    return trouble('unreachable', `nobody answers there (${originalCode})`, false)
  if (code === 'ECONNECTION' || code === 'ESOCKET' || /ECONNRESET|EPIPE/.test(originalCode))
    return trouble('connection-lost', 'the mail server broke the connection off', false)
  return trouble('unknown', `the letter could not be sent (${originalCode || 'no code'})`, false)
}

/** The server's own words where it spoke. They may name the recipient; those that go into logs do not. */
function trouble(code: NotifyCode, message: string, isFinal: boolean, response?: string): NotifyError {
  const said = response === undefined ? undefined : oneLine(response)
  const masked = said?.replace(/[^\s<>"']+@([^\s<>"':;,)]+)/g, '…@$1')
  return new NotifyError(code, masked ?? message, { isFinal, said })
}
