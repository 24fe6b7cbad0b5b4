import { missing } from '../../oauth2/walkthrough/run-values.ts'
import type { Input, Run, Step } from '../../scheme.ts'
import { deriveIdTokenValues } from '../credentials/id-token-values.ts'
import { type TokensToJudge, verifyIdToken } from '../verify-id-token.ts'
import { configuredIn, drawnIn, keysIn, partsOf, tokenIn } from './run-values.ts'

const algs = ['RS256', 'ES256', 'EdDSA'] as const

/** What the client compares with. Change one of them, and the check that looks at it is the one that ends the run. */
const inputs: readonly Input[] = [
  {
    name: 'idToken',
    label: 'ID Token',
    kind: 'lines',
    secret: true,
    initial: (run) => orNothing(run, 'id_token'),
  },
  {
    name: 'accessToken',
    label: 'Access token that came with it',
    kind: 'lines',
    secret: true,
    initial: (run) => orNothing(run, 'access_token'),
  },
  {
    name: 'alg',
    label: 'Algorithm registered for this client',
    kind: 'choice',
    options: algs,
    initial: () => 'RS256',
  },
  { name: 'issuer', label: 'Our provider', kind: 'text', initial: (run) => configuredIn(run).issuer },
  { name: 'clientId', label: 'Our client_id', kind: 'text', initial: (run) => configuredIn(run).client_id },
  {
    name: 'nonce',
    label: 'Nonce of this user agent',
    kind: 'text',
    initial: (run) => run.inputsOf('authorize').nonce ?? '',
  },
  {
    name: 'sentOff',
    label: 'When Ada was sent off, in seconds since 1970',
    kind: 'text',
    initial: (run) => run.inputsOf('authorize').sentOff ?? '',
  },
  { name: 'later', label: 'Seconds later', kind: 'text', initial: () => '0' },
]

/** The client believes nothing yet (Core §3.1.3.7). One check after the other, and nothing is sent. */
export const checkIdToken: Step = {
  id: 'check-id-token',
  from: 'relying-party',
  messages: [],
  inputs,
  derive: ({ inputs: { idToken = '', accessToken = '' } }) => deriveIdTokenValues(idToken, accessToken),
  check: (run) => verifyIdToken(judged(run), null, null),
  predict: {
    ask: 'Mallory runs an app of her own, where Ada logs in by this provider. Which claim keeps that app’s ID Token out of here?',
    kind: 'which-input',
    options: ['iss', 'sub', 'aud'],
    answer: 'aud',
    truth: (run) => {
      const { client_id } = configuredIn(run)
      const { claims } = partsOf(tokenIn(run, 'redeem', 'id_token'))
      return Object.entries(claims)
        .flatMap(([name, value]) => (value === client_id ? [name] : []))
        .join(', ')
    },
    because:
      'Of all its claims only this one names the client. The provider signed both tokens, the issuer is the same, and so is Ada.',
    clause: 'Core §3.1.3.7',
    misconception: 'The access token proves who logged in.',
  },
  values: (run) => {
    const { claims } = partsOf(run.inputs.idToken ?? '')
    return { sub: String(claims.sub ?? 'nobody'), claims: String(Object.keys(claims).length) }
  },
}

function judged(run: Run): TokensToJudge {
  const {
    idToken = '',
    accessToken = '',
    issuer = '',
    clientId = '',
    nonce = '',
    later = '0',
    sentOff = '',
  } = run.inputs
  if (idToken === '') tokenIn(run, 'redeem', 'id_token')
  const alg = algs.find((one) => one === run.inputs.alg) ?? 'RS256'
  return {
    idToken,
    accessToken,
    configured: { issuer, client_id: clientId, id_token_signed_response_alg: alg },
    keys: keysIn(run.exchanges('keys').at(-1)),
    flow: { state: drawnIn(run, 'authorize').state, nonce, startedAt: seconds(sentOff), ...maxAgeIn(run) },
    now: Math.floor(run.now() / 1000) + seconds(later),
  }
}

/**
 * When the request was made: max_age is the age of the log-in then, however long the learner takes over this step. By the
 * sandbox's clock, as the auth_time is.
 */
export function sentOffIn(run: Run): number {
  const { sentOff } = run.inputsOf('authorize')
  return sentOff === undefined ? missing('values to compare with', 'Send Ada off first') : seconds(sentOff)
}

/** As the request had it. */
export function maxAgeIn(run: Run): { maxAge?: number } {
  const { maxAge = '' } = run.inputsOf('authorize')
  return maxAge === '' ? {} : { maxAge: seconds(maxAge) }
}

function seconds(text: string): number {
  if (!/^-?\d{1,10}$/.test(text))
    throw new Error(`Unexpected number of seconds "${text}", expected a whole number`)
  return Number(text)
}

/** A field is empty until the tokens are there. */
function orNothing(run: Run, name: 'id_token' | 'access_token'): string {
  return run.exchanges('redeem').length === 0 ? '' : tokenIn(run, 'redeem', name)
}
