import type { HttpResponse } from '@lockstep/http/message'
import { Busy, StoreFull } from '@lockstep/schemes/scheme'
import { Refusal, refuse, refuseFor } from './refusal.ts'

/** The answer to whatever was thrown, and the class of it where nobody expected it. */
export function outcomeOf(thrown: unknown): { response: HttpResponse; error?: string } {
  if (thrown instanceof Refusal) return { response: thrown.response }
  if (thrown instanceof Busy) return { response: refuseFor(1, 'busy').response }
  if (thrown instanceof StoreFull) return { response: refuseFor(60, 'store-full').response }
  // By class alone: a message can quote what a caller sent.
  const error = thrown instanceof Error ? thrown.constructor.name : typeof thrown
  return { response: refuse('unexpected').response, error }
}
