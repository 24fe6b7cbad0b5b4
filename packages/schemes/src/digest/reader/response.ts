import { base64url } from '@lockstep/crypto/base64'
import { quote } from '@lockstep/http/authentication'
import { type HttpResponse, octets, request } from '@lockstep/http/message'
import {
  type Bench,
  DocumentError,
  type Editable,
  KeyError,
  type Reader,
  type Signing,
} from '../../reader.ts'
import { type PastedField, pastedField } from '../../readers/pasted-field.ts'
import { chooseChallenge, type NameForm, readChallenges, signDigest } from '../credentials.ts'
import { digestAlgorithm, digestAlgorithms } from '../digest-algorithm.ts'
import { isDigest, readDigestParameters } from '../digest-parameters.ts'
import { inspect } from '../inspect.ts'
import { type DigestCredentials, realm, type User } from '../sandbox.ts'
import { parameterMembers } from './parameter-members.ts'
import { type Parameters, parametersIn, readParameters, writeParameters } from './parameters-document.ts'

/** `Authorization: Digest …`: the answer to a challenge, which can be signed again with a password. */
export const responseReader: Reader = {
  id: 'digest-response',
  name: 'Digest credentials',
  async sample(bench) {
    const { userId, password } = bench.credentials as DigestCredentials
    const target = `${bench.base}/digest/whoami`
    const answer = (await bench.ask?.(request('GET', target))) ?? madeUp(bench)
    const challenge = chooseChallenge(readChallenges(answer))
    if (!challenge) throw new Error('Unexpected answer, expected a Digest challenge')
    const signed = signDigest({
      challenge,
      userId,
      password,
      method: 'GET',
      target,
      body: octets(''),
      qop: 'auth',
      count: 1,
      cnonce: base64url.encode(bench.random(6)),
    })
    return `Authorization: ${signed.authorization}`
  },
  read(text, bench) {
    const found = pastedField(text, 'authorization')
    if (!found || !isDigest(found.value)) return undefined
    const { before, value, after } = found
    const read = readDigestParameters(value)
    const parts = inspect(value, { kind: 'field', of: 'request', name: 'authorization' }) ?? [{ text: value }]
    const about = { clause: 'RFC 7616 §3.4' }
    return {
      kind: 'Digest credentials',
      parts: [{ text: before }, ...parts, { text: after }].filter((part) => part.text !== ''),
      facts:
        typeof read === 'string'
          ? []
          : [
              { name: 'user', value: read.username, note: read.userhash ? 'hashed' : 'in clear' },
              { name: 'algorithm', value: read.algorithm },
              {
                name: 'target',
                value: read.uri,
                note: found.target === read.uri ? 'equals the request line' : '',
              },
              ...(read.counted
                ? [{ name: 'count', value: String(Number.parseInt(read.counted.nc, 16)) }]
                : []),
            ],
      problems:
        typeof read === 'string' ? [{ at: before.length, length: value.length, says: read, ...about }] : [],
      warnings: warningsOf(read),
      edit: editable(found, bench),
    }
  },
}

/** A question for where no server is at hand: what answers it can be read, and is refused. */
function madeUp({ random }: Bench): Pick<HttpResponse, 'headers'> {
  const nonce = base64url.encode(random(24))
  const challenge = `Digest realm=${quote(realm)}, qop="auth", algorithm=SHA-256, nonce=${quote(nonce)}`
  return { headers: [['WWW-Authenticate', challenge]] }
}

function warningsOf(read: ReturnType<typeof readDigestParameters>) {
  if (typeof read === 'string') return []
  return [
    ...(digestAlgorithm(read.algorithm)?.hashName === 'MD5'
      ? [{ says: 'MD5: use SHA-256 wherever the client can.', clause: 'RFC 7616 §5.1' }]
      : []),
    ...(read.counted
      ? []
      : [
          {
            says: 'No qop, nc and cnonce: the form of RFC 2069, which any copy repeats.',
            clause: 'RFC 7616 §3.4',
          },
        ]),
  ]
}

type About = { readonly method: string; readonly body: string }

function editable(found: PastedField, bench: Bench): Editable {
  const { method = 'GET', body = '' } = found
  const about = { method, body }
  return {
    documents: [
      {
        id: 'parameters',
        title: 'Parameters',
        language: 'json',
        text: parametersIn(found.value),
        members: parameterMembers,
      },
    ],
    write: ({ parameters = '' }) => {
      const given = readParameters(parameters)
      return `${found.before}Digest ${writeParameters(given)}${found.after}`
    },
    signing: signing(found, about, bench),
    request: (text) => {
      const value = pastedField(text, 'authorization')?.value ?? ''
      const read = readDigestParameters(value)
      const uri = typeof read === 'string' ? '' : read.uri
      // Only below the sandbox's own base: whatever else the field names is not asked.
      const target = uri.startsWith(`${bench.base}/`) ? uri : `${bench.base}/digest/whoami`
      const fields = [['Authorization', value] as const]
      return method === 'GET' || method === 'HEAD'
        ? request(method, target, fields)
        : request(method, target, fields, body)
    },
    mintedHere: (text) => signedByOwn(text, about, bench) !== undefined,
    signedAs: (text) => signedByOwn(text, about, bench)?.derivation ?? [],
  }
}

function users({ credentials }: Bench): User[] {
  const { awkward, weak, userId, password } = credentials as DigestCredentials
  return [{ userId, password }, awkward, weak]
}

function signing(found: PastedField, about: About, bench: Bench): Signing {
  const key = ({ userId, password }: User, name: string) => ({
    id: userId,
    name,
    text: `${userId}:${password}`,
    warnings: [],
  })
  return {
    accepts: 'A user name and password, as name:password',
    own: users(bench).map((user) => key(user, `the password of ${user.userId}`)),
    read(text) {
      const colon = text.indexOf(':')
      if (colon < 1) throw new KeyError('Unexpected key, expected name:password')
      const user = { userId: text.slice(0, colon), password: text.slice(colon + 1) }
      return key(user, `the pasted password of ${user.userId}`)
    },
    async sign({ parameters = '' }, { text }) {
      const given = readParameters(parameters)
      const [userId = '', ...rest] = text.split(':')
      const signed = sign({ ...given, username: userId }, { userId, password: rest.join(':') }, about)
      const value = signed.authorization
      return {
        text: `${found.before}${value}${found.after}`,
        documents: { parameters: parametersIn(value) },
        derivation: signed.derivation,
        warnings: [],
      }
    },
  }
}

/** Signs with what the document says; a missing parameter is the empty text, as it would be on the wire. */
function sign(given: Parameters, user: User, { method, body }: About) {
  const algorithm = digestAlgorithm(given.algorithm ?? 'MD5')
  if (!algorithm)
    throw new DocumentError(
      'parameters',
      0,
      `Unexpected algorithm "${given.algorithm}", expected one of ${known}`,
    )
  const { realm = '', nonce = '', opaque, uri = '', qop, nc = '', cnonce = '' } = given
  const nameForm: NameForm = given.userhash === 'true' ? 'userhash' : 'username'
  return signDigest({
    challenge: { algorithm, realm, nonce, opaque },
    ...user,
    method,
    target: uri,
    body: octets(body),
    ...(qop === undefined ? {} : { qop }),
    count: Number.parseInt(nc, 16) || 0,
    cnonce,
    nameForm: /[^\x20-\x7e]/.test(user.userId) ? 'username*' : nameForm,
  })
}

/** The text as one of the sandbox's users signs it; undefined where none makes this response. */
function signedByOwn(text: string, about: About, bench: Bench) {
  const value = pastedField(text, 'authorization')?.value ?? ''
  const read = readDigestParameters(value)
  if (typeof read === 'string' || !digestAlgorithm(read.algorithm)) return undefined
  const { counted, opaque, ...rest } = read
  const given = {
    ...rest,
    ...counted,
    ...(opaque === undefined ? {} : { opaque }),
    userhash: String(read.userhash),
  }
  return users(bench)
    .map((user) => sign(given, user, about))
    .find(({ proof }) => proof.digestResponse === read.response)
}

const known = digestAlgorithms.map(({ name }) => name).join(', ')
