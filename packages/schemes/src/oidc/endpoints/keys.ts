/** The provider's signing keys over time, in the hands of the sandbox's owner (Core §10.1.1). */
import { json, problem } from '@lockstep/http/response'
import { type Member, readJsonBody } from '../../json-body.ts'
import {
  publishNextKey,
  type SigningAlgorithm,
  signingAlgorithms,
  signingKeyFor,
  signWithKey,
  withdrawSigningKey,
} from '../../oauth2/tokens/keys.ts'
import type { Endpoint, Handled, Server } from '../../scheme.ts'
import { defaultIdTokenAlgorithm } from '../id-token.ts'

const settings = {
  alg: {
    initial: defaultIdTokenAlgorithm as SigningAlgorithm,
    says: `one of ${signingAlgorithms.join(', ')}`,
    is: (value): value is SigningAlgorithm => signingAlgorithms.some((known) => known === value),
  } satisfies Member<SigningAlgorithm>,
}

const publishKey: Endpoint = {
  name: 'publish-key',
  methods: ['POST'],
  path: '/keys',
  owner: true,
  summary: 'Makes the next signing key and publishes it in the JWK Set. It does not sign yet.',
  lists: [],
  body: {
    type: 'object',
    additionalProperties: false,
    properties: { alg: { enum: signingAlgorithms, default: defaultIdTokenAlgorithm } },
  },
  async handle(request, server) {
    const read = readJsonBody(request, settings)
    if ('refusal' in read) return { response: read.refusal, verdict: null }
    const { alg } = read.values
    const kid = await publishNextKey(server, alg)
    if (kid !== undefined) return told(server, 201, alg, kid)
    const title = 'No more keys of this kind are made; a reset begins anew.'
    return { response: problem(429, { type: 'too-many-keys', title }), verdict: null }
  },
}

const useKey = change(
  'use',
  'Signs with this key from now on. The one before stays in the JWK Set until its last token has expired.',
  signWithKey,
)
const withdrawKey = change(
  'withdraw',
  'Takes a key that does not sign out of the JWK Set at once, with every token under it.',
  withdrawSigningKey,
)

export const keyEndpoints: readonly Endpoint[] = [publishKey, useKey, withdrawKey]

function change(verb: string, summary: string, turn: typeof signWithKey): Endpoint {
  return {
    name: `${verb}-key`,
    methods: ['POST'],
    path: `/keys/:kid/${verb}`,
    owner: true,
    summary,
    lists: [],
    async handle(_, server, { kid = '' }) {
      const alg = signingAlgorithms.find((known) => kid.startsWith(`${known.toLowerCase()}-`))
      if (alg && (await turn(server, alg, kid))) return told(server, 200, alg, kid)
      const title = `No key of this kid is in the set${verb === 'use' ? '' : ' and out of use'}.`
      return { response: problem(404, { type: 'unknown-key', title }), verdict: null }
    },
  }
}

async function told(server: Server, status: number, alg: SigningAlgorithm, kid: string): Promise<Handled> {
  const { kid: signing } = await signingKeyFor(server, alg)
  return { response: json(status, { kid, alg, signs: kid === signing }), verdict: null }
}
