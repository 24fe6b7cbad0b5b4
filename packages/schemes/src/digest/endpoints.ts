import { quote } from '@lockstep/http/authentication'
import { type FieldLine, noBody } from '@lockstep/http/message'
import { json, problem } from '@lockstep/http/response'
import { guarded } from '../endpoint.ts'
import { readJsonBody } from '../json-body.ts'
import type { Endpoint, Server } from '../scheme.ts'
import { challengesOf, newNonce } from './challenge.ts'
import { answerProofOf } from './digest-response.ts'
import { changeOffer, offerMembers, settingsOf } from './offer.ts'
import { type Proven, verify } from './verify.ts'

/** Refusals that say "this is not Digest as it should be", in the words of a public answer. */
const badRequests: Readonly<Record<string, string>> = {
  'authorization-single': 'There is more than one Authorization field.',
  'parameters-well-formed': 'The Authorization field is not well-formed Digest.',
  'qop-present': 'qop, nc and cnonce are needed.',
  'qop-offered': 'This qop is not offered.',
  'uri-matches-target': 'uri is not the target of this request.',
}

/** The proof was right and only the nonce is spent: the user agent need not ask its user again (RFC 7616 §3.3, §5.4). */
const staleEnds = new Set(['nonce-fresh', 'nonce-count-unused'])

const whoami: Endpoint = guarded<Proven>({
  name: 'whoami',
  methods: ['GET', 'POST'],
  path: '/whoami',
  summary: 'Says who the credentials belong to. GET needs the right to read, POST the right to write.',
  verify,
  async accepted(proven, request, server) {
    const answer = json(200, { scheme: 'digest', principal: proven.principal })
    const content = request.method === 'HEAD' ? noBody : answer.body
    const info = answerInfo(proven, content, server)
    return { ...answer, headers: [...answer.headers, ...info] }
  },
  async refused(end, _request, server) {
    const title = badRequests[end]
    if (title) return problem(400, { type: 'bad-request', title })
    const challenges = await challengesOf(server, staleEnds.has(end))
    return problem(401, { type: 'unauthorized', title: 'Valid Digest credentials are needed.' }, challenges)
  },
})

/** RFC 7616 §3.5. qop and nc are not quoted. The form of RFC 2069 has neither, and no proof in return. */
function answerInfo({ hashA1, inputs, oneTime }: Proven, body: Uint8Array, server: Server): FieldLine[] {
  const { qop, nc, cnonce, algorithm } = inputs
  if (qop === undefined || nc === undefined || cnonce === undefined) return []
  const { rspAuth } = answerProofOf(hashA1, { ...inputs, body })
  const parameters = [
    `rspauth=${quote(rspAuth)}`,
    `qop=${qop}`,
    `cnonce=${quote(cnonce)}`,
    `nc=${nc}`,
    ...(oneTime ? [`nextnonce=${quote(newNonce(server, oneTime, algorithm))}`] : []),
  ]
  return [['Authentication-Info', parameters.join(', ')]]
}

const offer: Endpoint = {
  name: 'offer',
  methods: ['GET', 'PUT'],
  path: '/offer',
  owner: true,
  summary: 'What the challenges offer: algorithms in order, qop, the lifetime of a nonce, one-time nonces.',
  lists: [],
  body: {
    type: 'object',
    additionalProperties: false,
    properties: {
      algorithms: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
      qop: { type: 'array', items: { enum: ['auth', 'auth-int'] }, minItems: 1, uniqueItems: true },
      nonceLifetime: { type: 'integer', minimum: 1, maximum: 86400, description: 'Seconds.' },
      oneTime: { type: 'boolean' },
    },
  },
  async handle(request, server) {
    const now = (await settingsOf(server)).offer
    if (request.method !== 'PUT') return { response: json(200, now), verdict: null }
    const read = readJsonBody(request, offerMembers(now))
    if ('refusal' in read) return { response: read.refusal, verdict: null }
    await changeOffer(server, read.values)
    return { response: json(200, read.values), verdict: null }
  },
}

export const endpoints: readonly Endpoint[] = [whoami, offer]
