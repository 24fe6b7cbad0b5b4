/** The authorization server's own judges, run by the rules of this scheme: the same lists, in worlds of its own. */
import { decisionList, judgeDecision } from '../../oauth2/verify/decision.ts'
import { deviceApprovalList, judgeApproval } from '../../oauth2/verify/device-approval.ts'
import {
  deviceAuthorizationList,
  judgeDeviceAuthorization,
} from '../../oauth2/verify/device-authorization.ts'
import { introspectionList, judgeIntrospection } from '../../oauth2/verify/introspection.ts'
import { judgePush, pushedAuthorizationList } from '../../oauth2/verify/pushed-authorization.ts'
import { judgeRevocation, revocationList } from '../../oauth2/verify/revocation.ts'
import { tokenLists } from '../../oauth2/verify/token/lists.ts'
import { judgeToken } from '../../oauth2/verify/token.ts'
import { judgeWhoami, whoamiLists } from '../../oauth2/verify/whoami.ts'
import { verifier } from '../../run-checks.ts'
import { oidcDoor } from '../door.ts'
import { rules } from './rules.ts'

export const verifiers = {
  decision: verifier(rules, decisionList, judgeDecision),
  token: verifier(rules, tokenLists, judgeToken),
  whoami: verifier(rules, whoamiLists, judgeWhoami(oidcDoor)),
  pushedAuthorization: verifier(rules, pushedAuthorizationList, judgePush),
  deviceAuthorization: verifier(rules, deviceAuthorizationList, judgeDeviceAuthorization),
  deviceApproval: verifier(rules, deviceApprovalList, judgeApproval),
  introspection: verifier(rules, introspectionList, judgeIntrospection),
  revocation: verifier(rules, revocationList, judgeRevocation),
}
