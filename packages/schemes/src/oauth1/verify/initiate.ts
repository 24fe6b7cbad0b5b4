/** SERVER HALF of the first leg: temporary credentials (RFC 5849 §2.1). */
import { isLoopback } from '../../redirect-to.ts'
import { list, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import { checkChannel, checkProof, needClient, spendNonce } from './proof.ts'
import { protocolChecks, readProtocol } from './protocol.ts'
import { rules } from './rules.ts'

const checks = list('initiate', [
  ...protocolChecks,
  ['callback-present', 'RFC 5849 §2.1'],
  ['channel-is-private', 'RFC 5849 §2.1'],
  ['client-known', 'RFC 5849 §3.2'],
  ['signature-matches', 'RFC 5849 §3.2, §3.4'],
  ['timestamp-recent', 'RFC 5849 §3.3'],
  ['callback-registered', 'policy; RFC 5849 §2.1, §4.7'],
  ['nonce-unused', 'RFC 5849 §3.2, §3.3'],
])

export type Initiated = { readonly principal: Principal; readonly callback: string }

export const verifyInitiate = verifier(
  rules,
  checks,
  async (request, server: Server, run): Promise<Initiated> => {
    const protocol = readProtocol(request, server, run, 'none')
    const given = protocol.value('oauth_callback')
    const callback = run.need(
      given !== undefined && isCallback(given) ? given : undefined,
      'callback-present',
      {
        expected: 'an absolute URI, or oob',
        actual: given?.slice(0, 200) ?? 'none',
      },
    )
    checkChannel(server, run)
    const client = needClient(server, protocol, run)
    await checkProof(server, protocol, client, '', run)
    const own = client.callbackPath && `${server.origin}${server.base}${client.callbackPath}`
    run.check(callback === 'oob' || callback === own || isLoopbackCallback(callback), 'callback-registered', {
      expected: `${own ? `${own}, ` : ''}a loopback address, or oob`,
      actual: callback.slice(0, 200),
    })
    await spendNonce(server, protocol, run)
    return { principal: { type: 'client', id: client.identifier }, callback }
  },
)

/**
 * §2.1: "an absolute URI", or `oob`, "case sensitive". Of the characters of RFC 3986 §2 and no others: at a backslash two
 * readers of one URL find two hosts.
 */
function isCallback(text: string): boolean {
  if (text === 'oob') return true
  return (
    /^[a-z][a-z0-9+.-]*:[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/i.test(text) &&
    text.length <= 2000 &&
    URL.canParse(text)
  )
}

/**
 * Any port and path of this machine: an installed client learns its port when it starts (RFC 8252 §7.3). The host stands
 * alone between two slashes and what follows, with no user information to be taken for it.
 */
function isLoopbackCallback(callback: string): boolean {
  return /^https?:\/\/[^/?#@]+(?:[/?#]|$)/i.test(callback) && isLoopback(new URL(callback))
}
