/** What the tests of the oauth1 folder share: its lab, its worlds, and what a refusal looks like. */
import { expect } from 'vitest'
import { oauth1 } from '../oauth1/index.ts'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck } from './lab.ts'
import { OAuth1Lab } from './oauth1-lab.ts'

export const realBase = '/s/lab'
export const twin = (check: string) => `${realBase}/without/oauth1.${check}`
export const challenge = (base = realBase) => `OAuth realm="Notes at ${base}/oauth1"`

export function makeLab(transport: 'http' | 'tls' = 'http'): OAuth1Lab {
  const lab = new OAuth1Lab(oauth1)
  lab.transport = transport
  return lab
}

/** Refused at exactly this check, all earlier ones passed; a 401 with its challenge. */
export function expectRefused(exchange: Exchange, check: string, status: number): void {
  expect(failedCheck(exchange)).toBe(check)
  const checks = exchange.verdict?.checks ?? []
  const at = checks.findIndex(({ id }) => id === check)
  for (const { outcome, id } of checks.slice(0, at)) expect(outcome, id).toBe('passed')
  expect(exchange.response.status).toBe(status)
  expect(answerField(exchange, 'www-authenticate')).toBe(status === 401 ? challenge() : undefined)
}

export function bodyOf({ response }: Exchange): string {
  return 'text' in response.body ? response.body.text : ''
}
