import { request } from '@lockstep/http/message'
import { signatureDerivation, signingInputDerivation } from '../jose/token-derivation.ts'
import type { Built, Derived } from '../scheme.ts'
import { decodeToken } from './decode-token.ts'

export type Login = {
  readonly userId: string
  readonly password: string
  readonly alg?: string
  readonly scope?: string
}

/** CLIENT HALF: asks for a token. The password goes once, and after that the token speaks for it. */
export function buildLogin(base: string, login: Login): Built {
  const { userId, password, alg, scope } = login
  const body = {
    userId,
    password,
    ...(alg === undefined ? {} : { alg }),
    ...(scope === undefined ? {} : { scope }),
  }
  return {
    request: request(
      'POST',
      `${base}/jwt/login`,
      [['Content-Type', 'application/json']],
      JSON.stringify(body),
    ),
    derivation: [],
  }
}

/** CLIENT HALF: a request with a token (RFC 6750 §2.1). What the token says is read off it; nothing is made here. */
export function buildBearer(method: string, target: string, token: string): Built {
  return {
    request: request(method, target, [['Authorization', `Bearer ${token}`]]),
    derivation: tokenDerivation(token),
  }
}

/** The values behind a finished token, as both halves name them. Nothing for what has not three parts. */
export function tokenDerivation(token: string): Derived[] {
  const decoded = decodeToken(token)
  if (!decoded) return []
  const { header, payload, signature, alg } = decoded
  return [...signingInputDerivation(header, payload), signatureDerivation(alg, signature)]
}

/** The access token of a log-in's answer, or undefined where there is none. */
export function accessTokenOf(body: string): string | undefined {
  try {
    const { access_token: token } = JSON.parse(body) as { access_token?: unknown }
    return typeof token === 'string' ? token : undefined
  } catch {
    return undefined
  }
}
