import { quote } from '@lockstep/http/authentication'
import {
  type FieldLine,
  type HttpRequest,
  type HttpResponse,
  readable,
  splitTarget,
} from '@lockstep/http/message'
import { percentDecode } from '@lockstep/http/percent'
import { json, type Problem, problem } from '@lockstep/http/response'
import { guarded, whoami as whoamiEndpoint } from '../endpoint.ts'
import type { Endpoint, Server } from '../scheme.ts'
import { acceptSignature, profileDocument } from './profile-document.ts'
import type { Proven } from './verify/rules.ts'
import { verify, verifyNote } from './verify/verify.ts'

const realm = 'notes'

/** Refusals that say "this cannot be read as signed", in the words of a public answer. */
const badRequests: Readonly<Record<string, string>> = {
  'mac-parameters-complete':
    'The HMAC field needs keyId, algorithm, timestamp, nonce and signature, each once.',
  'labels-paired': 'Signature-Input and Signature cannot be paired by label.',
  'components-well-formed': 'The covered components cannot be read, or one of them has no value.',
  'aws-authorization-well-formed':
    'Credential, SignedHeaders, Signature and X-Amz-Date are needed, each once and well-formed.',
}

/** The signature was right, and only late or early: the signer cannot tell without the server's time. */
const timeEnds = new Set(['mac-timestamp-recent', 'created-recent', 'aws-date-recent'])

const whoami = whoamiEndpoint<Proven>('hmac', { verify, refused })

/** Its path has to be percent-encoded as soon as a title has a space in it: where signers differ most. */
const note = guarded<Proven>({
  name: 'note',
  methods: ['GET'],
  path: '/notes/:title',
  summary: 'A note by its title, which is one percent-encoded path segment.',
  verify: verifyNote,
  refused,
  accepted: ({ principal }, request) => json(200, { owner: principal.id, title: titleOf(request) }),
})

function titleOf({ target }: HttpRequest): string {
  const { path } = splitTarget(target)
  return readable(percentDecode(path.slice(path.lastIndexOf('/') + 1)))
}

function refused(end: string, request: HttpRequest, server: Server): HttpResponse {
  const unreadable = badRequests[end]
  if (unreadable) return problem(400, { type: 'bad-request', title: unreadable })
  if (end === 'scope-covers-request')
    return problem(403, { type: 'scope', title: 'This key may not do what this method does.' })
  return problem(401, refusal(end, server), challenges(request))
}

/** Apart from these, a refusal does not tell its reason: whoever tries keys learns nothing from it. */
function refusal(end: string, { now, base }: Server): Problem {
  if (timeEnds.has(end)) {
    const seconds = Math.floor(now / 1000)
    const time = `${new Date(now).toISOString().slice(0, 19)}Z`
    return {
      type: 'clock-skew',
      title: 'The time in the signature is too far from the server’s.',
      detail: `The server's time is ${seconds} (${time}).`,
    }
  }
  if (end === 'profile-recognised')
    return {
      type: 'unauthorized',
      title: 'A valid signature is needed.',
      detail: `The forms that are taken are described at ${base}/hmac/profile.`,
    }
  if (end === 'coverage-sufficient')
    return {
      type: 'insufficient-coverage',
      title: 'The signature does not cover what it has to.',
      detail: `What it has to cover is said at ${base}/hmac/profile.`,
    }
  return { type: 'unauthorized', title: 'A valid signature is needed.' }
}

function challenges(request: HttpRequest): FieldLine[] {
  return [
    ['WWW-Authenticate', `HMAC realm=${quote(realm)}`],
    ['Accept-Signature', acceptSignature(request.body.length > 0)],
  ]
}

const profile: Endpoint = {
  name: 'profile',
  methods: ['GET'],
  path: '/profile',
  summary: 'What each form of signature has to cover, with which algorithm, and how old it may be.',
  lists: [],
  handle: () => ({ response: json(200, profileDocument), verdict: null }),
}

export const endpoints: readonly Endpoint[] = [whoami, note, profile]
