/** Changes a key for a new one, without a moment in which neither works. */
import { json, problem } from '@lockstep/http/response'
import { readJsonBody } from '../../json-body.ts'
import type { Endpoint } from '../../scheme.ts'
import { keyOctets, makeKey } from '../key.ts'
import { recordOf } from '../key-record.ts'
import { findRecord, replaceRecord } from '../key-store.ts'
import { whole } from './keys.ts'
import { stateOf, toldRecord } from './told-record.ts'

const day = 86_400

export const rotateKey: Endpoint = {
  name: 'rotate-key',
  methods: ['POST'],
  path: '/keys/:id/rotate',
  owner: true,
  summary: 'Makes a key with the same settings. The old one goes on for the overlap, then stops.',
  lists: [],
  body: {
    type: 'object',
    additionalProperties: false,
    properties: {
      overlap: { type: 'integer', minimum: 0, maximum: 30 * day, default: 60, description: 'Seconds.' },
    },
  },
  async handle(request, server, { id = '' }) {
    const read = readJsonBody(request, { overlap: whole(60, 0, 30 * day, 'seconds') })
    if ('refusal' in read) return { response: read.refusal, verdict: null }
    const old = await findRecord(server, id)
    if (!old) return { response: unknownKey(), verdict: null }
    const state = stateOf(old, server.now)
    if (state !== 'active')
      return { response: conflict(`The key is ${state}: there is nothing to rotate.`), verdict: null }

    const key = makeKey(server.random(keyOctets))
    const { label, scope, place, quota, createdAt, expiresAt } = old
    // The successor lives as long as its predecessor was meant to.
    const lifetime = createdAt === null || expiresAt === null ? null : expiresAt - createdAt
    const successor = recordOf(
      key,
      { label, scope, place, quota },
      { createdAt: server.now, expiresAt: lifetime === null ? null : server.now + lifetime },
    )
    const endsAt = server.now + read.values.overlap * 1000
    const replaced = await replaceRecord(server, old, successor, endsAt)
    if (!replaced) return { response: conflict('The key was rotated a moment ago.'), verdict: null }
    const body = { key, ...toldRecord(successor, server.now), replaces: toldRecord(replaced, server.now) }
    return { response: json(201, body), verdict: null }
  },
}

export function unknownKey() {
  return problem(404, { type: 'key', title: 'There is no key with this id.' })
}

function conflict(detail: string) {
  return problem(409, { type: 'key-ended', title: 'This key cannot be rotated.', detail })
}
