import type { FieldLine, HttpResponse } from '@lockstep/http/message'
import { problem } from '@lockstep/http/response'
import type { ProblemType } from './problems.ts'
import { problems } from './problems.ts'

/** Thrown where a call ends early; the platform sends its answer. Not an Error: it is expected, and needs no stack. */
export class Refusal {
  readonly response: HttpResponse
  constructor(response: HttpResponse) {
    this.response = response
  }
}

/** A refusal with a problem of the platform's list. */
export function refuse(type: ProblemType, detail?: string, fields: readonly FieldLine[] = []): Refusal {
  const { status, title } = problems[type]
  return new Refusal(problem(status, { type, title, ...(detail === undefined ? {} : { detail }) }, fields))
}

/** A refusal that says after how many seconds to come again (RFC 9110 §10.2.3). */
export function refuseFor(seconds: number, type: ProblemType, detail?: string): Refusal {
  return refuse(type, detail, [['Retry-After', String(seconds)]])
}
