import { fieldLines, type HttpRequest } from '@lockstep/http/message'
import type { Checks } from '../../run-checks.ts'
import { verifier } from '../../run-checks.ts'
import type { Server } from '../../scheme.ts'
import { isAws } from '../sigv4/aws-authorization.ts'
import { isTeaching } from '../teaching/teaching-authorization.ts'
import { verifyAws } from './aws-signature.ts'
import { verifyMessageSignature } from './message-signature.ts'
import { checksOf, type Proven, rules } from './rules.ts'
import { verifyTeaching } from './teaching.ts'

const profiles = { teaching: verifyTeaching, rfc9421: verifyMessageSignature, sigv4: verifyAws } as const
export type Profile = keyof typeof profiles

/** SERVER HALF: which of the three forms came, then the checks of that one. */
async function judge(request: HttpRequest, server: Server, checks: Checks<typeof rules>): Promise<Proven> {
  const profile = checks.need(profileOf(request), 'profile-recognised', {
    expected: 'Signature-Input, or Authorization with AWS4-HMAC-SHA256 or HMAC',
    ...(isPresigned(request) ? { actual: 'a presigned query, which is not taken here' } : {}),
  })
  checks.branch(profile)
  return profiles[profile](request, server, checks)
}

export const verify = verifier(rules, checksOf('whoami'), judge)
/** A resource whose path holds what somebody typed: the same checks. */
export const verifyNote = verifier(rules, checksOf('note'), judge)

/** True for a SigV4 signature in the query: an address that anybody can use to whom it is shown. */
function isPresigned({ target }: Pick<HttpRequest, 'target'>): boolean {
  return /[?&]X-Amz-Signature=/i.test(target)
}

/** The profile of a request, by the first that matches; undefined where none does. */
export function profileOf(request: Pick<HttpRequest, 'headers'>): Profile | undefined {
  if (fieldLines(request, 'signature-input').length > 0) return 'rfc9421'
  const lines = fieldLines(request, 'authorization')
  if (lines.some(isAws)) return 'sigv4'
  return lines.some(isTeaching) ? 'teaching' : undefined
}
