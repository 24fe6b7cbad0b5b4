import { parseChallenges } from '@lockstep/http/authentication'
import type { Fact, Reader, Warning } from '../../reader.ts'
import { pastedField } from '../../readers/pasted-field.ts'
import { chooseChallenge, type DigestChallenge, readChallenges } from '../credentials.ts'
import { digestAlgorithm } from '../digest-algorithm.ts'
import { isDigest } from '../digest-parameters.ts'
import { inspect } from '../inspect.ts'

/** `WWW-Authenticate: Digest …`: what is offered, and which offer would be taken. */
export const challengeReader: Reader = {
  id: 'digest-challenge',
  name: 'Digest challenge',
  read(text) {
    const found = pastedField(text, 'www-authenticate')
    // A bare challenge looks like a bare answer to one; only the answer says response.
    if (!found || !isDigest(found.value) || /[\s,]response=/i.test(found.value)) return undefined
    const { before, value, after } = found
    const parts = inspect(value, { kind: 'field', of: 'response', name: 'www-authenticate' }) ?? [
      { text: value },
    ]
    const usable = readChallenges({ headers: [['WWW-Authenticate', value]] })
    const taken = chooseChallenge(usable)
    const whole = { at: before.length, length: value.length }
    return {
      kind: usable.length > 1 ? `${usable.length} Digest challenges` : 'Digest challenge',
      parts: [{ text: before }, ...parts, { text: after }].filter((part) => part.text !== ''),
      facts: taken ? factsOf(taken) : [],
      problems: taken ? [] : [{ ...whole, says: whyUnusable(value), clause: 'RFC 7616 §3.3' }],
      warnings: taken ? warningsOf(taken) : [],
    }
  },
}

function factsOf({ algorithm, realm, qop, stale, userhash, nonce }: DigestChallenge): Fact[] {
  return [
    { name: 'taken', value: algorithm.name, note: 'the first that is known', clause: 'RFC 7616 §3.7' },
    { name: 'realm', value: realm },
    {
      name: 'qop',
      value: qop.join(' or '),
      note: qop.includes('auth-int') ? 'auth-int covers the content' : '',
    },
    { name: 'nonce', value: `${nonce.length} characters` },
    ...(stale
      ? [{ name: 'stale', value: 'true', note: 'sign again with this nonce; the password was right' }]
      : []),
    ...(userhash ? [{ name: 'userhash', value: 'true', note: 'the name may travel hashed' }] : []),
  ]
}

function warningsOf({ algorithm }: DigestChallenge): Warning[] {
  if (algorithm.hashName !== 'MD5') return []
  return [{ says: 'MD5 is broken as a hash and is here for old clients only.', clause: 'RFC 7616 §5.1' }]
}

function whyUnusable(value: string): string {
  const [challenge] = parseChallenges(value) ?? []
  if (!challenge) return 'This cannot be read as a list of challenges: look for a missing quote or comma.'
  const names = challenge.parameters.map(({ name }) => name.toLowerCase())
  const missing = ['realm', 'nonce', 'qop'].find((name) => !names.includes(name))
  if (missing) return `There is no ${missing}, so no user agent can answer.`
  const algorithm =
    challenge.parameters.find(({ name }) => name.toLowerCase() === 'algorithm')?.value ?? 'MD5'
  if (!digestAlgorithm(algorithm)) return `No user agent here knows the algorithm ${algorithm}.`
  return 'A parameter is there twice, or no qop is known.'
}
