/** What the stories are made of: the signer's honest requests, and how they and Mallory's get to the verifier. */
import { base64url } from '@lockstep/crypto/base64'
import { type FieldLine, type HttpRequest, request } from '@lockstep/http/message'
import { empty } from '@lockstep/http/response'
import type { Exchange, World } from '../../scheme.ts'
import { type AwsSigning, signAws } from '../credentials/aws-signature.ts'
import { type MessageSigning, signMessage } from '../credentials/message-signature.ts'
import { signTeaching, type TeachingSigning } from '../credentials/teaching.ts'
import type { HmacCredentials } from '../sandbox.ts'
import { amzDate } from '../sigv4/aws-proof.ts'

export const whoami = ({ base }: Pick<World, 'base'>): string => `${base}/hmac/whoami`
export const keysOf = ({ credentials }: World): HmacCredentials => credentials

/** What a signer asks for; a body makes it a POST. */
export type Asked = { readonly target?: string; readonly body?: string }

function unsigned(world: World, { target = whoami(world), body = '' }: Asked): HttpRequest {
  const fields: FieldLine[] = body === '' ? [] : [['Content-Type', 'application/json']]
  return request(body === '' ? 'GET' : 'POST', target, fields, body)
}

/** Signed by RFC 9421; nothing is sent. */
export function signedMessage(
  world: World,
  asked: Asked = {},
  about: Partial<Pick<MessageSigning, 'components'>> = {},
): HttpRequest {
  const parameters = { created: secondsAt(world), nonce: freshNonce(world) }
  const { origin } = world
  return signMessage(unsigned(world, asked), { key: keysOf(world), origin, parameters, ...about }).request
}

/** Signed in the teaching form; nothing is sent. */
export function signedTeaching(
  world: World,
  asked: Asked,
  about: Partial<TeachingSigning> = {},
): HttpRequest {
  const usual = { key: keysOf(world), timestamp: secondsAt(world), nonce: freshNonce(world) }
  return signTeaching(unsigned(world, asked), { ...usual, ...about }).request
}

/** Signed by Signature Version 4; nothing is sent. */
export function signedAws(world: World, about: Partial<AwsSigning> = {}): HttpRequest {
  const { origin } = world
  const usual = { key: keysOf(world).aws, origin, date: amzDate(world.now()) }
  return signAws(unsigned(world, {}), { ...usual, ...about }).request
}

export const secondsAt = (world: World): number => Math.floor(world.now() / 1000)
const freshNonce = (world: World): string => base64url.encode(world.random(12))

export const bySigner = (world: World, message: HttpRequest): Promise<Exchange> =>
  world.send('signer', message, { to: 'verifier' })
export const byMallory = (world: World, message: HttpRequest): Promise<Exchange> =>
  world.send('attacker', message, { to: 'verifier' })

/** Mallory keeps a message from arriving. Its signer waits, and is told by nobody what became of it. */
export function caught(world: World, message: HttpRequest): HttpRequest {
  world.forge('signer', 'attacker', message, empty(504))
  return message
}

/** Whom an exchange let in, or null. */
export function letIn({ response, verdict }: Exchange): string | null {
  return response.status === 200 ? (verdict?.principal?.id ?? null) : null
}
