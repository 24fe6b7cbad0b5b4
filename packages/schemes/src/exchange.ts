/** How an exchange is kept, and how it is told: to its owner, and to anybody who has its id. */
import { base64 } from '@lockstep/crypto/base64'
import type { HttpRequest, HttpResponse } from '@lockstep/http/message'
import type { BodyJson, CheckResult, Exchange, Verdict, VerdictJson } from './scheme.ts'

/** An exchange as it happened. Nothing is rendered until somebody asks. */
export type Recorded = {
  readonly id: string
  readonly sandbox: string
  readonly scheme: string | null
  readonly endpoint: string | null
  readonly without: string | null
  /** Milliseconds since 1970, by the server's own clock. */
  readonly startedAt: number
  readonly durationMicros: number
  readonly transport: 'http' | 'tls'
  readonly request: HttpRequest
  readonly response: HttpResponse
  readonly verdict: Verdict | null
  readonly from?: string
  readonly to?: string
  readonly says?: string
}

const bodyShown = 16 * 1024

/**
 * The public form of an exchange. Without the owner's eyes the verdict has ids, clauses and outcomes only: what was
 * expected, what came and what the server derived are the owner's.
 */
export function tellExchange(recorded: Recorded, eyes: 'owner' | 'anybody'): Exchange {
  const { request, response, verdict, startedAt, ...rest } = recorded
  return {
    ...rest,
    startedAt: new Date(startedAt).toISOString(),
    request: { ...request, body: tellBody(request.body) },
    response: { ...response, body: tellBody(response.body) },
    verdict: verdict && tellVerdict(verdict, eyes),
  }
}

/** The public form of a verdict. */
export function tellVerdict(verdict: Verdict, eyes: 'owner' | 'anybody'): VerdictJson {
  const { endpoint, branch, outcome, checks, derivation, principal, asked } = verdict
  return {
    endpoint,
    ...(branch === undefined ? {} : { branch }),
    outcome,
    accepted: outcome === 'accepted',
    principal: principal ?? null,
    checks: eyes === 'owner' ? checks : checks.map(bare),
    ...(eyes === 'owner' ? { derivation } : {}),
    ...(asked === undefined ? {} : { asked }),
  }
}

function bare({ id, outcome, clause }: CheckResult): CheckResult {
  return { id, outcome, clause }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Content as text where it is UTF-8, as base64 where not; cut at 16 KiB. */
export function tellBody(body: Uint8Array): BodyJson {
  const truncated = body.length > bodyShown
  const shown = truncated ? body.subarray(0, bodyShown) : body
  const about = { bytes: body.length, truncated }
  try {
    return { text: utf8.decode(shown), ...about }
  } catch {
    return { base64: base64.encode(shown), ...about }
  }
}
