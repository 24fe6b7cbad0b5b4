import { request } from '@lockstep/http/message'
import { memberOf } from '../../oauth2/walkthrough/run-values.ts'
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
    ask: 'The document names an issuer. Who decides whether that is the provider?',
    kind: 'which-input',
    options: ['the document', 'the configuration of the client', 'the certificate of the host'],
    answer: 'the configuration of the client',
    truth: (run) => {
      const { issuer } = configuredIn(run)
      return issuerIn(run) === issuer ? 'the configuration of the client' : 'the document'
    },
    because:
      'The client asked for the document of one issuer, and compares the two as texts. A document that could name its own judge would prove nothing.',
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

function issuerIn(run: Run): string | undefined {
  return memberOf(run.exchanges('discover').at(-1), 'issuer')
}

/** Discovery §4.1: the well-known part goes after the issuer, "removing any terminating /" of it. */
function issuerPath(run: Run): string {
  const issuer = run.inputs.issuer ?? ''
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  if (url?.origin !== run.origin)
    throw new Error(`Unexpected issuer "${issuer}", expected one that begins with ${run.origin}`)
  return url.pathname.replace(/\/$/, '')
}
