/** What a relying party checks before it redeems anything: whose document it has, and whose answer this is. */
import { onlyValue } from '@lockstep/http/form-urlencoded'
import type { Checks } from '../../run-checks.ts'
import type { Login, RelyingPartyRules, SentOff } from '../client.ts'
import { shown } from './shown.ts'

type Check = Checks<RelyingPartyRules>['check']

export function checkDiscovery(
  { configured, metadata }: Pick<Login, 'configured' | 'metadata'>,
  check: Check,
) {
  // Discovery §4.3: "MUST be identical to the Issuer URL that was used as the prefix to /.well-known/openid-configuration".
  check(metadata?.issuer === configured.issuer, 'discovery-issuer-matches', {
    expected: configured.issuer,
    actual: metadata ? shown(metadata.issuer) : 'no document',
  })
}

export function checkState({ sentOff, callback }: Login, check: Check): SentOff | undefined {
  const state = onlyValue(callback, 'state')
  return check.or(
    sentOff.find((flow) => flow.state === state),
    'state-matches',
    { without: () => sentOff.at(-1) },
    {
      expected: sentOff.length === 0 ? 'no login was begun here' : `${sentOff.at(-1)?.state.slice(0, 8)}…`,
      actual: state === undefined ? 'no state' : `${state.slice(0, 8)}…`,
    },
  )
}

export function checkIssuer({ configured, metadata, callback }: Login, check: Check) {
  const came = callback.some(([name]) => name === 'iss')
  const announced = metadata?.authorization_response_iss_parameter_supported === true
  const iss = onlyValue(callback, 'iss')
  // RFC 9207 §2.4: without the parameter an answer is refused where the server is known to send it.
  check(came ? iss === configured.issuer : !announced, 'issuer-matches', {
    expected: configured.issuer,
    actual: came ? shown(iss) : 'no iss',
  })
}
