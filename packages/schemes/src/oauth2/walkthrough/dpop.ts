import { base64url } from '@lockstep/crypto/base64'
import type { Built, Exchange, Input, Run, Step } from '../../scheme.ts'
import { apiCall } from '../credentials/api-call.ts'
import { boundCall } from '../credentials/bound-call.ts'
import { type DpopKey, dpopKey } from '../credentials/dpop-key.ts'
import { type DpopClaims, dpopProof } from '../credentials/dpop-proof.ts'
import { formRequest } from '../credentials/form-request.ts'
import { clientCredentialsPairs } from './client-credentials.ts'
import {
  accessTokenIn,
  answerField,
  clientOf,
  known,
  memberOf,
  missing,
  pathOf,
  shortened,
  statusOf,
} from './run-values.ts'

const toServer = {
  from: 'client',
  to: 'authorization-server',
  channel: 'back',
  endpoint: 'token',
} as const
const toApi = { from: 'client', to: 'resource-server', channel: 'back' } as const

const prove: Step = {
  id: 'dpop-proof',
  from: 'client',
  messages: [],
  inputs: [
    {
      name: 'privateKey',
      label: 'Private key, 32 octets in base64url',
      kind: 'text',
      secret: true,
      initial: ({ random }) => base64url.encode(random(32)),
    },
  ],
  derive: async (run) => {
    const key = await dpopKey(run.inputs.privateKey ?? '')
    const claims = claimsFor(run, 'POST', 'token')
    return (await dpopProof(claims, key)).derivation
  },
}

const nonce: Step = {
  id: 'dpop-nonce',
  from: 'client',
  messages: [
    {
      ...toServer,
      branch: null,
      words: 'a proof without a nonce',
      expect: 400,
      build: async (run) => tokenRequest(run, await keyIn(run), claimsFor(run, 'POST', 'token')),
    },
  ],
  predict: {
    ask: 'Nightly’s secret is right, and its proof was made this second. Which status?',
    kind: 'status',
    options: ['200', '400', '401'],
    answer: '400',
    truth: (run) => statusOf(run, 'dpop-nonce'),
    because:
      'The answer is use_dpop_nonce, with a nonce to sign. Nightly builds another proof, and every answer from then on brings the next nonce. An API says the same with 401.',
    clause: 'RFC 9449 §8, §8.2',
  },
  values: (run) => {
    const given = answerField(run.exchanges('dpop-nonce').at(-1), 'dpop-nonce')
    return known({ nonce: given && shortened(given) })
  },
}

/** What a learner can change in a proof. */
function proofInputs(method: string, endpoint: string): readonly Input[] {
  return [
    { name: 'htm', label: 'htm, the method', kind: 'text', initial: () => method },
    {
      name: 'htu',
      label: 'htu, the address',
      kind: 'text',
      initial: (run) => `${run.origin}${pathOf(run, endpoint)}`,
    },
    { name: 'iat', label: 'iat, seconds since 1970', kind: 'text', initial: (run) => String(secondsOf(run)) },
    { name: 'nonce', label: 'nonce of the server', kind: 'text', initial: (run) => nonceIn(run) ?? '' },
    {
      name: 'privateKey',
      label: 'Private key',
      kind: 'text',
      secret: true,
      initial: (run) => run.inputsOf('dpop-proof').privateKey ?? '',
    },
  ]
}

const redeem: Step = {
  id: 'dpop-redeem',
  from: 'client',
  inputs: proofInputs('POST', 'token'),
  messages: [
    {
      ...toServer,
      branch: 'client-credentials',
      words: 'the same, with the nonce',
      expect: 200,
      build: async (run) => tokenRequest(run, await chosenKey(run), chosenClaims(run)),
    },
  ],
  predict: {
    ask: 'What does the answer say of the type of the token?',
    kind: 'which-input',
    options: ['Bearer', 'DPoP', 'nothing'],
    answer: 'DPoP',
    truth: (run) => memberOf(run.exchanges('dpop-redeem').at(-1), 'token_type') ?? 'nothing',
    because:
      'So the client knows that the token is bound to its key. If it said Bearer, the server had passed the proof over.',
    clause: 'RFC 9449 §5',
  },
  values: (run) => {
    const token = memberOf(run.exchanges('dpop-redeem').at(-1), 'access_token')
    return known({ token: token && shortened(token) })
  },
}

const call: Step = {
  id: 'dpop-call',
  from: 'client',
  inputs: proofInputs('GET', 'whoami'),
  messages: [
    {
      ...toApi,
      branch: 'opaque-dpop',
      words: 'token and a proof of its own',
      expect: 200,
      build: async (run) =>
        boundCall({
          method: 'GET',
          target: pathOf(run, 'whoami'),
          accessToken: accessTokenIn(run, 'dpop-redeem', 'Fetch it with a proof first'),
          key: await chosenKey(run),
          claims: chosenClaims(run),
        }),
    },
    {
      ...toApi,
      branch: 'opaque-dpop',
      words: 'a copy of that request',
      expect: 401,
      build: (run) => run.built('dpop-call')[0] ?? missing('requests to copy', 'Call first'),
    },
  ],
  predict: {
    ask: 'Then the same request comes once more, copied on its way with token and proof. Is the copy of use?',
    kind: 'same-or-not',
    options: ['yes', 'no'],
    answer: 'no',
    truth: (run) => (statusOf(run, 'dpop-call', 1) === '200' ? 'yes' : 'no'),
    because:
      'The proof is for this method and this address, and its jti is spent. For another request another proof is needed, and only the key makes one.',
    clause: 'RFC 9449 §11.1',
  },
}

const asBearer: Step = {
  id: 'dpop-as-bearer',
  from: 'client',
  messages: [
    {
      ...toApi,
      branch: 'opaque',
      words: 'the token as Bearer',
      expect: 401,
      build: (run) =>
        apiCall({
          method: 'GET',
          target: pathOf(run, 'whoami'),
          accessToken: accessTokenIn(run, 'dpop-redeem', 'Fetch it with a proof first'),
        }),
    },
  ],
  predict: {
    ask: 'The token alone, sent as Bearer, with no proof. Which status?',
    kind: 'status',
    options: ['200', '400', '401'],
    answer: '401',
    truth: (run) => statusOf(run, 'dpop-as-bearer'),
    because:
      'The API looks up what the token is bound to. If it did not, leaving the proof out would be the whole attack.',
    clause: 'RFC 9449 §7.2',
  },
}

export const dpopSteps: readonly Step[] = [prove, nonce, redeem, call, asBearer]

/** The nonce that came last, whichever step it came in. */
function nonceIn(run: Run): string | undefined {
  const answers = ['dpop-nonce', 'dpop-redeem', 'dpop-call'].flatMap((step) => run.exchanges(step))
  const [last] = answers
    .filter((answer) => answerField(answer, 'dpop-nonce') !== undefined)
    .toSorted((a: Exchange, b: Exchange) => b.startedAt.localeCompare(a.startedAt))
  return answerField(last, 'dpop-nonce')
}

function claimsFor(run: Run, htm: string, endpoint: string): DpopClaims {
  return { jti: jtiOf(run), htm, htu: `${run.origin}${pathOf(run, endpoint)}`, iat: secondsOf(run) }
}

function chosenClaims(run: Run): DpopClaims {
  const { htm = '', htu = '', iat = '', nonce = '' } = run.inputs
  return { jti: jtiOf(run), htm, htu, iat: Number(iat), ...(nonce === '' ? {} : { nonce }) }
}

function keyIn(run: Run): Promise<DpopKey> {
  return dpopKey(run.inputsOf('dpop-proof').privateKey ?? missing('keys', 'Draw one in the first step'))
}

function chosenKey(run: Run): Promise<DpopKey> {
  return dpopKey(run.inputs.privateKey ?? '')
}

async function tokenRequest(run: Run, key: DpopKey, claims: DpopClaims): Promise<Built> {
  const { proof, derivation } = await dpopProof(claims, key)
  const built = formRequest({
    target: pathOf(run, 'token'),
    parameters: clientCredentialsPairs(run),
    client: clientOf(run, 'nightly'),
    headers: [['DPoP', proof]],
  })
  return { ...built, derivation: [...derivation, ...built.derivation] }
}

/** RFC 9449 §4.2: "at least 96 bits of pseudorandom data". */
function jtiOf(run: Run): string {
  return base64url.encode(run.random(12))
}

function secondsOf(run: Run): number {
  return Math.floor(run.now() / 1000)
}
