/** Secrets of well-known providers, known by their prefixes: whoever pastes one may have shown a key that opens something. */

export type RealWorldKey = {
  /** "a live Stripe secret key". */
  readonly what: string
  readonly at: number
  readonly length: number
}

/** What looks like a live credential, in the order of the text. The text is matched where it stands and goes nowhere. */
export function realWorldKeys(text: string): RealWorldKey[] {
  return shapes
    .flatMap(({ what, shape }) =>
      [...text.matchAll(shape)].map(({ index, 0: found }) => ({ what, at: index, length: found.length })),
    )
    .toSorted((a, b) => a.at - b.at)
}

/**
 * A prefix and enough of what follows that prose does not match. Each has one quantifier at its end, so that no text
 * takes long.
 */
const shapes: readonly { readonly what: string; readonly shape: RegExp }[] = [
  { what: 'an AWS access key id', shape: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g },
  { what: 'a live Stripe key', shape: /\b[sr]k_live_[0-9A-Za-z]{16,}/g },
  { what: 'a Stripe webhook secret', shape: /\bwhsec_[0-9A-Za-z]{24,}/g },
  { what: 'a GitHub token', shape: /\bgh[pousr]_[0-9A-Za-z]{36,}/g },
  { what: 'a GitHub token', shape: /\bgithub_pat_\w{22,}/g },
  { what: 'a GitLab token', shape: /\bglpat-[\w-]{20,}/g },
  { what: 'a Slack token', shape: /\bxox[abeoprs]-[0-9A-Za-z-]{10,}/g },
  { what: 'a Slack app token', shape: /\bxapp-\d-[0-9A-Za-z-]{10,}/g },
  { what: 'a Google API key', shape: /\bAIza[\w-]{35}/g },
  { what: 'a Google OAuth access token', shape: /\bya29\.[\w-]{20,}/g },
  { what: 'a Google OAuth client secret', shape: /\bGOCSPX-[\w-]{20,}/g },
  { what: 'an Anthropic API key', shape: /\bsk-ant-[\w-]{20,}/g },
  { what: 'an OpenAI API key', shape: /\bsk-(?:proj|svcacct|admin)-[\w-]{20,}/g },
  { what: 'a SendGrid key', shape: /\bSG\.[\w-]{22}\.[\w-]{43}/g },
  { what: 'a Twilio key', shape: /\bSK[0-9a-f]{32}\b/g },
  { what: 'an npm token', shape: /\bnpm_[0-9A-Za-z]{36}/g },
  { what: 'a PyPI token', shape: /\bpypi-AgE[\w-]{30,}/g },
  { what: 'a DigitalOcean token', shape: /\bdo[opr]_v1_[0-9a-f]{64}\b/g },
  { what: 'a Shopify token', shape: /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/g },
  { what: 'a Hugging Face token', shape: /\bhf_[0-9A-Za-z]{30,}/g },
  { what: 'a Square token', shape: /\bsq0(?:atp|csp)-[\w-]{22,}/g },
  { what: 'a HashiCorp Vault token', shape: /\bhvs\.[\w-]{24,}/g },
]
