/** The endpoints of oauth1, jwt and hmac, and requests for them that are signed beforehand: the load must not wait for it. */
import { type HttpRequest, request } from '@lockstep/http/message'
import { signAws } from '@lockstep/schemes/hmac/credentials/aws-signature'
import { signMessage } from '@lockstep/schemes/hmac/credentials/message-signature'
import { signTeaching } from '@lockstep/schemes/hmac/credentials/teaching'
import type { HmacCredentials } from '@lockstep/schemes/hmac/sandbox'
import { amzDate } from '@lockstep/schemes/hmac/sigv4/aws-proof'
import { signRequest } from '@lockstep/schemes/oauth1/credentials'
import type { Subject } from './measure.ts'
import { type OAuth1Credentials, oauth1Token, type Token } from './oauth1-token.ts'

/** More than are answered in all rounds: each serves once. */
const supply = 60_000
/** Seconds. A time may lie five minutes ahead; then it is good for nine from when it is written. */
const ahead = 240

export type SignedCredentials = {
  readonly jwt: { readonly userId: string; readonly password: string }
  readonly hmac: HmacCredentials
  readonly oauth1: OAuth1Credentials
}

export async function signedSubjects(
  origin: string,
  base: string,
  { jwt, hmac, oauth1 }: SignedCredentials,
): Promise<Subject[]> {
  const target = (slug: string) => `${base}/${slug}/whoami`
  const token = await oauth1Token(origin, base, oauth1)
  const bearer = async (alg: string) => {
    const answer = await fetch(`${origin}${base}/jwt/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userId: jwt.userId, password: jwt.password, alg }),
    })
    const { access_token: token } = (await answer.json()) as { access_token: string }
    return { authorization: `Bearer ${token}` }
  }
  const jwtSubjects = await Promise.all(
    Object.entries({ HS256: 0.3, RS256: 0.18, ES256: 0.12, EdDSA: 0.1 }).map(async ([alg, goal]) => {
      const fields = await bearer(alg)
      const url = `${origin}${target('jwt')}`
      return { name: `Lockstep, JWT ${alg}`, url, status: 200, goal, headers: () => fields }
    }),
  )
  const now = Date.now()
  const message = request('GET', target('hmac'))
  const aws = fieldsOf(signAws(message, { key: hmac.aws, origin, date: amzDate(now) }).request)
  const seconds = Math.floor(now / 1000) + ahead
  const nonceOf = (n: number) => `nonce-${n}`
  const teaching = supplied((n) =>
    fieldsOf(signTeaching(message, { key: hmac, timestamp: seconds, nonce: nonceOf(n) }).request),
  )
  const rfc9421 = supplied((n) =>
    fieldsOf(
      signMessage(message, { key: hmac, origin, parameters: { created: seconds, nonce: nonceOf(n) } })
        .request,
    ),
  )
  const url = `${origin}${target('hmac')}`
  return [
    {
      name: 'Lockstep, JWT too long (401)',
      url: `${origin}${target('jwt')}`,
      status: 401,
      headers: () => ({ authorization: `Bearer ${'a'.repeat(10_000)}` }),
    },
    ...jwtSubjects,
    { name: 'Lockstep, HMAC teaching', url, status: 200, goal: 0.3, headers: teaching },
    { name: 'Lockstep, HMAC RFC 9421', url, status: 200, goal: 0.22, headers: rfc9421 },
    { name: 'Lockstep, HMAC SigV4', url, status: 200, goal: 0.24, headers: () => aws },
    {
      name: 'Lockstep, OAuth 1.0 HMAC-SHA1',
      url: `${origin}${target('oauth1')}`,
      status: 200,
      goal: 0.26,
      headers: await oauth1Headers(origin, base, oauth1.client, token),
    },
  ]
}

async function oauth1Headers(
  origin: string,
  base: string,
  client: OAuth1Credentials['client'],
  token: Token,
): Promise<() => Record<string, string>> {
  const message = request('GET', `${base}/oauth1/whoami`)
  const timestamp = Math.floor(Date.now() / 1000) + ahead
  const made: Record<string, string>[] = []
  for (let n = 0; n < supply; n++) {
    const nonce = `nonce-${n}`
    const method = 'HMAC-SHA1'
    const signed = await signRequest({ message, origin, client, token, method, timestamp, nonce })
    made.push(fieldsOf(signed.request))
  }
  return () => made.pop() ?? {}
}

function supplied(make: (n: number) => Record<string, string>): () => Record<string, string> {
  const made = Array.from({ length: supply }, (_, n) => make(n))
  return () => made.pop() ?? {}
}

function fieldsOf({ headers }: HttpRequest): Record<string, string> {
  return Object.fromEntries(headers)
}
