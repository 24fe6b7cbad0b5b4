import { request } from '@lockstep/http/message'
import type { Run, Step } from '../../scheme.ts'
import { toProvider } from './channels.ts'
import { configuredIn, jsonIn } from './run-values.ts'

/** The client fetches the provider's document (Discovery §4.1). */
export const discover: Step = {
  id: 'discover',
  from: 'relying-party',
  inputs: [
    {
      name: 'issuer',
      label: 'Issuer that the client was set up with',
      kind: 'text',
      initial: (run) => configuredIn(run).issuer,
    },
  ],
  messages: [
    {
      ...toProvider,
      endpoint: 'discovery',
      words: 'the provider’s document',
      expect: 200,
      build: (run) => ({
        request: request('GET', `${issuerPath(run)}/.well-known/openid-configuration`),
        derivation: [],
      }),
    },
  ],
  predict: {
    ask: 'Before the client uses any address of the document, it compares one member with what it was set up with. Which?',
    kind: 'which-input',
    options: ['issuer', 'jwks_uri', 'token_endpoint'],
    answer: 'issuer',
    truth: (run) => {
      const { issuer } = configuredIn(run)
      const members = Object.entries(jsonIn(run.exchanges('discover').at(-1)) ?? {})
      return members.flatMap(([name, value]) => (value === issuer ? [name] : [])).join(', ')
    },
    because:
      'The issuer is all that it knew beforehand, and the two are compared as texts. A document that could name its own judge would prove nothing.',
    clause: 'Discovery §4.3',
  },
  values: (run) => {
    const values = Object.values(jsonIn(run.exchanges('discover').at(-1)) ?? {})
    return { addresses: String(values.filter(isAddress).length) }
  },
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value)
}

/** Discovery §4.1: the well-known part goes after the issuer, "removing any terminating /" of it. */
function issuerPath(run: Run): string {
  const issuer = run.inputs.issuer ?? ''
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  if (url?.origin !== run.origin)
    throw new Error(`Unexpected issuer "${issuer}", expected one that begins with ${run.origin}`)
  return url.pathname.replace(/\/$/, '')
}
