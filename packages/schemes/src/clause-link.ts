/** A clause as a link: the one place that knows where specifications live. */

/**
 * The address of the first specification that a clause names ("RFC 7616 §3.4.1", "policy; RFC 6585 §4",
 * "ASVS 6.3.1"), or undefined where it names none.
 */
export function clauseLink(clause: string): string | undefined {
  const rfc = /RFC (\d+)(?: §([\d.]+))?/.exec(clause)
  if (rfc)
    return `https://www.rfc-editor.org/rfc/rfc${rfc[1]}${rfc[2] ? `#section-${rfc[2].replace(/\.$/, '')}` : ''}`
  if (/ASVS \d/.test(clause)) return 'https://github.com/OWASP/ASVS/tree/v5.0.0/5.0/en'
  if (/API\d+:2023/.test(clause)) return 'https://owasp.org/API-Security/editions/2023/en/0x11-t10/'
  if (/OpenAPI/.test(clause)) return 'https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object'
  if (/^AWS /.test(clause)) return 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html'
  const oidc = /^(Core|Discovery|RP-Logout)(?: §([\d.]+))?/.exec(clause)
  if (oidc) {
    const page = {
      Core: 'openid-connect-core-1_0',
      Discovery: 'openid-connect-discovery-1_0',
      'RP-Logout': 'openid-connect-rpinitiated-1_0',
    }[oidc[1] as 'Core']
    return `https://openid.net/specs/${page}.html`
  }
  return undefined
}

/** A clause without "RFC", for a narrow column: "7616 §3.4.1". */
export function shortClause(clause: string): string {
  return clause.replaceAll('RFC ', '')
}
