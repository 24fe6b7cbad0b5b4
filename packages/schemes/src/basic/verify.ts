/** SERVER HALF: the checks, and the verdict. */
import { base64 } from '@lockstep/crypto/base64'
import { parseCredentials } from '@lockstep/http/authentication'
import { fieldLines, type HttpRequest } from '@lockstep/http/message'
import { type Checks, list, verifier } from '../run-checks.ts'
import type { Accepted, Rules, Server } from '../scheme.ts'
import { attempt, tries, window } from './prove-password.ts'
import { userOnRecord } from './sandbox.ts'

export const rules = {
  'authorization-present': { says: 'The request has an Authorization field.', structural: true },
  'authorization-single': { says: 'It has one Authorization line, not two.', structural: true },
  'auth-scheme-is-basic': { says: 'The authentication scheme is Basic, in any case.', structural: true },
  'token68-decodes': { says: 'One token68 follows, in canonical base64.', structural: true },
  'user-pass-is-utf-8': { says: 'The octets are UTF-8, as the challenge says.', structural: true },
  'user-pass-has-colon': { says: 'A first colon ends the user-id.', structural: true },
  'no-control-characters': { says: 'Neither part holds a control character.' },
  'attempts-left': { says: 'This user and address have tries left in this minute.' },
  'user-known': { says: 'The user is on record. The password is hashed either way.', structural: true },
  'password-matches': { says: 'The slow hash of the password equals the stored one.' },
  'origin-expected': { says: 'A request that changes something and names an Origin names ours.' },
} satisfies Rules

const clauses = [
  ['authorization-present', 'RFC 9110 §11.6.2'],
  ['authorization-single', 'RFC 9110 §5.3'],
  ['auth-scheme-is-basic', 'RFC 9110 §11.1'],
  ['token68-decodes', 'RFC 7617 §2'],
  ['user-pass-is-utf-8', 'RFC 7617 §2.1'],
  ['user-pass-has-colon', 'RFC 7617 §2'],
  ['no-control-characters', 'RFC 7617 §2'],
  ['attempts-left', 'policy; RFC 6585 §4, ASVS 6.3.1'],
  ['user-known', 'RFC 7617 §2'],
  ['password-matches', 'RFC 7617 §2, §4'],
  ['origin-expected', 'policy; RFC 9110 §11.5'],
] as const

// A byte order mark is a character of the password like any other, so it stays.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

async function judge(
  request: HttpRequest,
  server: Server,
  { need, check, derive }: Checks<typeof rules>,
): Promise<Accepted> {
  const lines = fieldLines(request, 'authorization')
  need(lines.length > 0, 'authorization-present', {
    expected: 'an Authorization field',
    actual: lines.length > 0 ? 'one' : 'none',
  })
  need(lines.length === 1, 'authorization-single', { expected: '1 line', actual: `${lines.length} lines` })

  const authorization = lines[0] as string
  const authScheme = authorization.trimStart().split(/[ \t,]/, 1)[0] as string
  need(authScheme.toLowerCase() === 'basic', 'auth-scheme-is-basic', {
    expected: 'Basic',
    actual: authScheme.slice(0, 64),
  })
  const token68 = parseCredentials(authorization)?.token68
  const octets = need(token68 ? base64.decode(token68) : undefined, 'token68-decodes', {
    expected: 'one token68 in canonical base64',
    actual: token68 ? `${token68.length} characters` : 'no single token68',
  })
  const decoded = need(decode(octets), 'user-pass-is-utf-8', {
    expected: 'UTF-8',
    actual: `${octets.length} octets`,
  })
  // "…converted to Unicode Normalization Form C" (RFC 7617 §2.1): é typed as one character or as two is one password.
  const userPass = decoded.normalize('NFC')
  const colon = userPass.indexOf(':')
  need(colon >= 0, 'user-pass-has-colon', {
    expected: 'a colon',
    actual: colon < 0 ? 'none' : `one at ${colon}`,
  })
  // "…the first colon in a user-pass string separates user-id and password" (RFC 7617 §2).
  const userId = userPass.slice(0, colon)
  const password = userPass.slice(colon + 1)
  derive({
    name: 'userId',
    how: 'user-pass up to the first ":"',
    parts: [{ text: userId }],
    clause: 'RFC 7617 §2',
  })
  // CTL of RFC 5234 appendix B.1.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  const control = /[\x00-\x1f\x7f]/.exec(userPass)?.[0]
  check(control === undefined, 'no-control-characters', {
    expected: 'no control character',
    actual: control === undefined ? 'none' : `octet ${control.charCodeAt(0)}`,
  })

  const user = await userOnRecord(server)
  const trying = await attempt(server, user, { userId, password })
  check(trying.left, 'attempts-left', {
    expected: `at most ${tries} failed in ${window} s`,
    actual: trying.left ? 'some left' : 'none left',
  })
  // Before it is asked whether there is such a user: the answer must not come sooner where there is none.
  const matches = await trying.matches()
  need(user.userId === userId, 'user-known', { expected: 'a user on record', actual: userId.slice(0, 64) })
  check(matches, 'password-matches', {
    expected: 'the stored hash',
    actual: matches ? 'the same hash' : 'another hash',
  })

  // A user agent that remembers a password sends it whichever page asks (RFC 9110 §11.5); Origin says which did.
  const foreign = isSafe(request.method)
    ? undefined
    : fieldLines(request, 'origin').find((origin) => origin !== server.origin)
  check(foreign === undefined, 'origin-expected', {
    expected: server.origin,
    actual: foreign?.slice(0, 64) ?? 'ours, or none needed',
  })
  return { principal: { type: 'user', id: user.userId, scope: 'notes:read notes:write' } }
}

function decode(octets: Uint8Array): string | undefined {
  try {
    return utf8.decode(octets)
  } catch {
    return undefined
  }
}

/** RFC 9110 §9.2.1, of the methods that are served. */
function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

export const verify = verifier(rules, list('whoami', clauses), judge)
/** Another path of the same realm: the same checks. */
export const verifyNotes = verifier(rules, list('notes', clauses), judge)
