/** A sandbox as an OAuth 1.0 client and its resource owner meet it. */
import { readHtmlForm } from '@lockstep/schemes/html-form'
import { expect } from 'vitest'
import { formOf, type OAuthSigning, oauthLine, signOAuth } from '../sign-oauth1.ts'
import type { Asked, ProbeWorld } from './probe.ts'

export type Held = { readonly token: string; readonly secret: string }
export type Signing = Partial<OAuthSigning> & {
  readonly path?: string
  readonly query?: string
  readonly body?: string
}

export const formType = 'Content-Type: application/x-www-form-urlencoded'
export const clientOf = (world: ProbeWorld) => world.sandbox.credentials.oauth1.client
export const urlOf = (world: ProbeWorld, path = '/whoami') =>
  `${world.lab.running.origin}${world.at(`/oauth1${path}`)}`

/** Signs a request to an endpoint of this scheme: whoami unless said. */
export function signed(world: ProbeWorld, { path = '/whoami', query: _, body: __, ...signing }: Signing) {
  return signOAuth({ url: urlOf(world, path), client: clientOf(world), ...signing })
}

/** Signs and sends, with the parameters in the field. `lines` go with it. */
export function call(world: ProbeWorld, signing: Signing, lines: readonly string[] = []): Promise<Asked> {
  return send(world, signing, [oauthLine(signed(world, signing).pairs), ...lines])
}

/** Sends these lines. */
export function send(
  world: ProbeWorld,
  { method = 'GET', path = '/whoami', query = '', body = '' }: Signing,
  lines: readonly string[],
): Promise<Asked> {
  return world.ask({ method, target: `${world.at(`/oauth1${path}`)}${query}`, lines, body })
}

/** Expects status, the check that ended it, the challenge of a 401, and the word in the body. */
export async function expectEnd(
  world: ProbeWorld,
  answer: Asked,
  status: number,
  failed: string | null,
  problem?: string,
  what = '',
): Promise<void> {
  expect([answer.status, await world.failed(answer)], what).toEqual([status, failed])
  expect(answer.challenges, what).toEqual(
    status === 401 ? [`OAuth realm="Notes at ${world.sandbox.base}/oauth1"`] : [],
  )
  if (problem !== undefined) expect(new URLSearchParams(answer.body).get('oauth_problem'), what).toBe(problem)
}

/** The first leg. */
export async function temporary(world: ProbeWorld, callback = 'oob', signing: Signing = {}): Promise<Held> {
  const asked = { method: 'POST', path: '/initiate', ...signing }
  const answer = await call(world, { ...asked, oauth: { oauth_callback: callback, ...signing.oauth } })
  expect(answer.status, answer.body).toBe(200)
  return held(answer)
}

export function held({ body }: Asked): Held {
  const given = new URLSearchParams(body)
  return { token: given.get('oauth_token') ?? '', secret: given.get('oauth_token_secret') ?? '' }
}

/** A user agent at the authorize page: its cookie, and the page that it shows. */
export class Owner {
  readonly world: ProbeWorld
  #cookie: readonly string[] = []
  answer: Asked | undefined

  constructor(world: ProbeWorld) {
    this.world = world
  }

  async visit(token: string): Promise<Asked> {
    const target = `${this.world.at('/oauth1/authorize')}?oauth_token=${token}`
    return this.#show(await this.world.ask({ target, lines: this.#cookie }))
  }

  /** Posts the form of the page with these fields besides its own. */
  async submit(more: readonly (readonly [string, string])[]): Promise<Asked> {
    const form = readHtmlForm(this.answer?.body ?? '')
    if (!form) throw new Error('There is no form on this page')
    const body = formOf([...form.fields, ...more])
    const lines = [formType, ...this.#cookie]
    return this.#show(await this.world.ask({ method: form.method, target: form.action, lines, body }))
  }

  /** Logs Ada in. */
  logIn(): Promise<Asked> {
    const { userId, password } = this.world.sandbox.credentials.oauth1.resourceOwner
    return this.submit([
      ['userId', userId],
      ['password', password],
    ])
  }

  #show(answer: Asked): Asked {
    const [cookie] = answer.lines('set-cookie')
    if (cookie) this.#cookie = [`Cookie: ${cookie.split(';')[0]}`]
    this.answer = answer
    return answer
  }
}

/** Ada approves; the verifier is what her user agent got. */
export async function approve(world: ProbeWorld, { token }: Held, owner = new Owner(world)): Promise<string> {
  await owner.visit(token)
  if (owner.answer?.body.includes('name="password"')) await owner.logIn()
  const answer = await owner.submit([['decision', 'approve']])
  const [location] = answer.lines('location')
  return location
    ? (new URL(location).searchParams.get('oauth_verifier') ?? '')
    : (/id="oauth_verifier">([^<]*)</.exec(answer.body)?.[1] ?? '')
}

/** The third leg. */
export function exchange(
  world: ProbeWorld,
  token: Held,
  verifier?: string,
  signing: Signing = {},
): Promise<Asked> {
  const oauth = { oauth_verifier: verifier, ...signing.oauth }
  return call(world, { method: 'POST', path: '/token', token, ...signing, oauth })
}

const tokens = new WeakMap<ProbeWorld, Promise<Held>>()

/** Token credentials for Ada, of a flow that is played once for each world. */
export function tokenOf(world: ProbeWorld): Promise<Held> {
  const known = tokens.get(world) ?? newToken(world)
  tokens.set(world, known)
  return known
}

/** Token credentials of a flow of their own. */
export async function newToken(world: ProbeWorld): Promise<Held> {
  const first = await temporary(world)
  const answer = await exchange(world, first, await approve(world, first))
  expect(answer.status, answer.body).toBe(200)
  return held(answer)
}
