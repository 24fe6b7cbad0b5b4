import type { Exchange } from '@lockstep/schemes/scheme'
import { nameOf } from './verdict-words.ts'

/**
 * The line that a real server would write: time, principal or `-`, endpoint, status, check. No secret and no query: a
 * log is read by more people than a vault.
 */
export function logLine({ startedAt, endpoint, response, verdict }: Exchange): string {
  const failed = verdict?.checks.find(({ outcome }) => outcome === 'failed')
  const who = verdict?.principal ? nameOf(verdict.principal) : '-'
  return [startedAt, who, endpoint ?? '-', response.status, failed?.id ?? '-'].join(' ')
}
