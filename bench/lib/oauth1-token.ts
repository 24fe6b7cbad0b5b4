import { type HttpRequest, request } from '@lockstep/http/message'
import { readHtmlForm } from '@lockstep/schemes/html-form'
import { signRequest } from '@lockstep/schemes/oauth1/credentials'

export type OAuth1Credentials = {
  readonly client: { readonly identifier: string; readonly secret: string }
  readonly resourceOwner: { readonly userId: string; readonly password: string }
}
export type Token = { readonly token: string; readonly secret: string }

/** Token credentials of a sandbox, by all three legs. */
export async function oauth1Token(
  origin: string,
  base: string,
  { client, resourceOwner }: OAuth1Credentials,
): Promise<Token> {
  const leg = async (path: string, extra: readonly (readonly [string, string])[], token?: Token) => {
    const { request: made } = await signRequest({
      message: request('POST', `${base}/oauth1/${path}`),
      origin,
      client,
      ...(token ? { token } : {}),
      method: 'HMAC-SHA1',
      timestamp: Math.floor(Date.now() / 1000),
      nonce: crypto.randomUUID(),
      extra,
    })
    const given = new URLSearchParams(await (await send(origin, made)).text())
    return { token: given.get('oauth_token') ?? '', secret: given.get('oauth_token_secret') ?? '' }
  }
  const temporary = await leg('initiate', [['oauth_callback', 'oob']])
  const target = `${base}/oauth1/authorize`
  const page = await fetch(`${origin}${target}?oauth_token=${temporary.token}`)
  const submit = (text: string, cookie: string, more: readonly (readonly [string, string])[]) => {
    const { fields } = readHtmlForm(text) ?? { fields: [] }
    const body = new URLSearchParams([...fields, ...more].map(([name, value]) => [name, value]))
    return fetch(`${origin}${target}`, { method: 'POST', headers: { cookie }, body })
  }
  const { userId, password } = resourceOwner
  const consent = await submit(await page.text(), '', [
    ['userId', userId],
    ['password', password],
  ])
  const cookie = consent.headers.get('set-cookie')?.split(';')[0] ?? ''
  const done = await (await submit(await consent.text(), cookie, [['decision', 'approve']])).text()
  const verifier = /id="oauth_verifier">([^<]*)</.exec(done)?.[1] ?? ''
  return leg('token', [['oauth_verifier', verifier]], temporary)
}

function send(origin: string, { method, target, headers }: HttpRequest): Promise<Response> {
  return fetch(`${origin}${target}`, { method, headers: Object.fromEntries(headers) })
}
