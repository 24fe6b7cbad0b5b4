/** What the steps of all three walkthroughs are made of. */
import { base64 } from '@lockstep/crypto/base64'
import { type FieldLine, type HttpRequest, octets, request } from '@lockstep/http/message'
import { textOf } from '../../compare-derivations.ts'
import type { Built, Derived, Exchange, Input, Run, StepMessage } from '../../scheme.ts'
import type { HmacCredentials, HmacKey } from '../sandbox.ts'

export const toVerifier = { from: 'signer', to: 'verifier', channel: 'back' } as const
const fromMallory = { from: 'attacker', to: 'verifier', channel: 'back' } as const

/** The order that is signed where a step has a body. */
export const order = '{"lend":"the atlas","to":"ada"}'

/** A nonce and a time that stay as they are while the learner changes something else: these steps send nothing. */
export const practiceNonce = 'practice-0001'
export const practiceTime = (run: Run): number => Math.floor(run.now() / 60_000) * 60_000

export const text = (name: string, label: string, initial: Input['initial']): Input => ({
  name,
  label,
  kind: 'text',
  initial,
})
export const lines = (name: string, label: string, initial: Input['initial']): Input => ({
  name,
  label,
  kind: 'lines',
  initial,
})
export const choice = (name: string, label: string, options: readonly [string, ...string[]]): Input => ({
  name,
  label,
  kind: 'choice',
  options,
  initial: () => options[0],
})

export const whoami = ({ base }: Pick<Run, 'base'>): string => `${base}/hmac/whoami`
export const target = (query = ''): Input => text('target', 'Target', (run) => `${whoami(run)}${query}`)
export const body = (initial: string): Input => lines('body', 'Body', () => initial)
export const seconds = (milliseconds: number): string => String(Math.floor(milliseconds / 1000))

/** The seeded keys by what they are called on the wire. */
export const keyChoice = (name: string): Input => choice(name, 'Key', ['ada-1', 'ada-reader', 'legacy-1'])
export function keyIn(run: Run, keyId: string | undefined): HmacKey {
  const credentials: HmacCredentials = run.credentials
  return [credentials.reader, credentials.legacy].find((key) => key.keyId === keyId) ?? credentials
}

/** The message before it is signed. A body makes it a POST: whoever reads sends none. */
export function unsigned({ inputs, base }: Run): HttpRequest {
  const content = inputs.body ?? ''
  const fields: FieldLine[] = content === '' ? [] : [['Content-Type', 'application/json']]
  return request(content === '' ? 'GET' : 'POST', inputs.target ?? whoami({ base }), fields, content)
}

/** What Mallory sends: an earlier step's message as it came to the verifier, edits included. */
export const sentAgain = (step: string, words: string, expect: number): StepMessage => ({
  ...fromMallory,
  words,
  expect,
  build: (run): Built => ({ request: caught(run, step), derivation: [] }),
})

function caught(run: Run, step: string): HttpRequest {
  const built = run.built(step)[0]?.request ?? request('GET', whoami(run))
  const sent = exchange(run, step)?.request
  if (!sent) return built
  const value = (name: string) =>
    sent.headers.find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1]
  return {
    method: sent.method,
    target: sent.target,
    headers: built.headers.map(([name, was]) => [name, value(name) ?? was]),
    body: 'text' in sent.body ? octets(sent.body.text) : (base64.decode(sent.body.base64) ?? built.body),
  }
}

export const exchange = (run: Run, step: string): Exchange | undefined => run.exchanges(step)[0]
export const status = (run: Run, step: string): string => String(exchange(run, step)?.response.status ?? '')

/** The text of the derived value with this name; empty where there is none. */
export function derivedText(derivation: readonly Derived[], name: string): string {
  return textOf(derivation.find((value) => value.name === name)?.parts ?? [])
}
