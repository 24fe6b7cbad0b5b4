/** The front half of a code grant in one go, for lessons that begin behind it. The first lesson takes it apart. */
import { base64url } from '@lockstep/crypto/base64'
import { encodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import type { Built, Input, Run, StepMessage } from '../../scheme.ts'
import { authorizationRequest } from '../credentials/authorization-request.ts'
import { type FormRequest, formRequest } from '../credentials/form-request.ts'
import { codeChallengeOf } from '../credentials/pkce.ts'
import { callbackIn } from './callback.ts'
import { decide, logIn } from './people.ts'
import { answerField, clientOf, missing, pathOf, redirectUriOf } from './run-values.ts'

/** Drawn once for the flow. */
export const flowInputs: readonly Input[] = [
  {
    name: 'codeVerifier',
    label: 'Code verifier',
    kind: 'text',
    secret: true,
    initial: ({ random }) => base64url.encode(random(32)),
  },
  { name: 'state', label: 'State', kind: 'text', initial: ({ random }) => base64url.encode(random(16)) },
]

/** Begin, log in, decide, come back: the messages of a step with this id. */
export function codeFlow(id: string, clientId: string): readonly StepMessage[] {
  const asked = (run: Run) => encodeForm(flowPairs(run, clientId))
  const path = (run: Run) => pathOf(run, 'authorize')
  return [
    {
      ...ofUserAgent,
      to: 'client',
      words: 'begin at Reader',
      expect: 302,
      build: (run) => ({
        request: request('GET', `${pathOf(run, 'client/begin')}?${asked(run)}`),
        derivation: [],
      }),
    },
    {
      ...ofUserAgent,
      to: 'authorization-server',
      endpoint: 'authorize',
      branch: 'parameters',
      words: 'follow the redirect',
      expect: 200,
      build: (run) =>
        authorizationRequest({ origin: run.origin, path: path(run), parameters: flowPairs(run, clientId) }),
    },
    logIn(
      { shown: (run) => run.exchanges(id)[1], path },
      { endpoint: 'authorize', branch: 'parameters', expect: 200 },
    ),
    decide({ shown: (run) => run.exchanges(id)[decided - 1], path }, { endpoint: 'decision', expect: 303 }),
    {
      ...ofUserAgent,
      to: 'client',
      endpoint: 'client-callback',
      words: 'follow the redirect',
      expect: 200,
      build: (run) => ({ request: request('GET', callbackIn(run, id)), derivation: [] }),
    },
  ]
}

/** The token request for the code of such a step. */
export function flowRedeemed(
  run: Run,
  id: string,
  clientId: string,
  how: Pick<FormRequest, 'way'> = {},
): Built {
  const location = answerField(run.exchanges(id)[decided], 'location') ?? ''
  const code = URL.parse(location, run.origin)?.searchParams.get('code')
  if (!code) return missing('codes to redeem', 'Let Ada say yes first')
  const { codeVerifier = '' } = flowDrawn(run, id)
  return formRequest({
    target: pathOf(run, 'token'),
    parameters: [
      ['grant_type', 'authorization_code'],
      ['code', code],
      ['redirect_uri', redirectUriOf(run)],
      ['code_verifier', codeVerifier],
    ],
    client: clientOf(run, clientId),
    ...how,
  })
}

const ofUserAgent = { from: 'user-agent', channel: 'front' } as const
/** Which message Ada's decision is: its answer brings the code. */
const decided = 3

function flowPairs(run: Run, clientId: string): readonly FormPair[] {
  const { codeVerifier = '', state = '' } = run.inputs
  return [
    ['response_type', 'code'],
    ['client_id', clientId],
    ['redirect_uri', redirectUriOf(run)],
    ['scope', 'notes:read'],
    ['state', state],
    ['code_challenge', codeChallengeOf(codeVerifier)],
    ['code_challenge_method', 'S256'],
  ]
}

/** One verifier and one state for all the messages of the flow, whichever step sends them. */
function flowDrawn(run: Run, id: string): Readonly<Record<string, string>> {
  const kept = run.inputsOf(id)
  return kept.codeVerifier === undefined ? run.inputs : kept
}
