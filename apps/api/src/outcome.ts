import type { HttpResponse } from '@lockstep/http/message'
import { Busy, StoreFull } from '@lockstep/schemes/scheme'
import { StoreUnavailable } from '@lockstep/store/store'
import { Refusal, refuse, refuseFor } from './refusal.ts'

/** The answer to whatever was thrown, and the class of it where nobody expected it. */
export function outcomeOf(thrown: unknown): { response: HttpResponse; error?: string } {
  if (thrown instanceof Refusal) return { response: thrown.response }
  if (thrown instanceof Busy) return { response: refuseFor(1, 'busy').response }
  if (thrown instanceof StoreFull) return { response: refuseFor(60, 'store-full').response }
  if (thrown instanceof StoreUnavailable)
    return { response: refuseFor(5, 'store-unavailable').response, error: thrown.name }
  // By class alone: a message can quote what a caller sent.
  const error = thrown instanceof Error ? thrown.constructor.name : typeof thrown
  return { response: refuse('unexpected').response, error }
}
