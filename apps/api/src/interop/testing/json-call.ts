import { expect } from 'vitest'
import type { InteropLab } from './interop-lab.ts'

export type JsonAnswer = {
  readonly answer: Response
  readonly status: number
  /** The content, read as JSON; null where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: each call has content of its own
  readonly body: any
}

/** A call to a path of this server. */
export async function jsonCall(lab: InteropLab, path: string, init?: RequestInit): Promise<JsonAnswer> {
  const answer = await lab.call(path, init)
  const text = await answer.text()
  const isJson = /^application\/(?:[a-z-]+\+)?json(?:;|$)/.test(answer.headers.get('content-type') ?? '')
  return { answer, status: answer.status, body: isJson && text !== '' ? JSON.parse(text) : null }
}

/** The fields of a call with a token. */
export function bearer(token: string): { headers: { authorization: string } } {
  return { headers: { authorization: `Bearer ${token}` } }
}

/** Expects a problem of this type (RFC 9457), whole. */
export function expectProblem({ answer, body }: JsonAnswer, status: number, type: string): void {
  expect([answer.status, answer.headers.get('content-type'), body.type, body.status]).toEqual([
    status,
    'application/problem+json',
    `/problems/${type}`,
    status,
  ])
  expect(body.title).toMatch(/\.$/)
}
