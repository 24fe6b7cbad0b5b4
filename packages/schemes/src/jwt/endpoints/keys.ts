/** The life of an ES256 key, in the owner's hands: made, published, used, withdrawn. */
import { json, problem } from '@lockstep/http/response'
import type { KeyRecord } from '../../jose/key-ring.ts'
import { type Member, readJsonBody } from '../../json-body.ts'
import type { Endpoint, Handled, Server } from '../../scheme.ts'
import {
  addKey,
  mostKeys,
  publishKey,
  readRingAfresh,
  retiresAt,
  stateOf,
  useKey,
  withdrawKey,
} from '../key-ring.ts'

const settings = {
  published: {
    initial: true,
    says: 'true or false',
    is: (value): value is boolean => typeof value === 'boolean',
  } satisfies Member<boolean>,
}

const listKeys: Endpoint = {
  name: 'list-keys',
  methods: ['GET'],
  path: '/keys',
  owner: true,
  summary: 'Lists the ES256 keys of the issuer by kid, each with its state and its times.',
  lists: [],
  async handle(_, server) {
    const ring = await readRingAfresh(server)
    return handled(200, { keys: ring.map((record) => told(ring, record, server.now)) })
  },
}

const createKey: Endpoint = {
  name: 'create-key',
  methods: ['POST'],
  path: '/keys',
  owner: true,
  summary: 'Makes the next ES256 key and, unless told otherwise, publishes it. It does not sign yet.',
  lists: [],
  body: {
    type: 'object',
    additionalProperties: false,
    properties: {
      published: {
        type: 'boolean',
        default: true,
        description: 'false leaves it out of the JWK Set for now, to see what comes of the wrong order.',
      },
    },
  },
  async handle(request, server) {
    const read = readJsonBody(request, settings)
    if ('refusal' in read) return { response: read.refusal, verdict: null }
    const record = await addKey(server, read.values.published)
    if (record) return tellKey(server, record, 201)
    const title = `No more than ${mostKeys} keys are made; a reset begins anew.`
    return { response: problem(429, { type: 'too-many-keys', title }), verdict: null }
  },
}

const publish = change('publish', 'Puts a key into the JWK Set.', publishKey)
const use = change(
  'use',
  'Signs with this key from now on. The one before stays in the set until its last token has expired.',
  useKey,
)
const withdraw = change(
  'withdraw',
  'Takes a key out of the JWK Set at once. Every token under it is refused from then on.',
  withdrawKey,
)

export const keyEndpoints: readonly Endpoint[] = [listKeys, createKey, publish, use, withdraw]

function change(
  name: string,
  summary: string,
  turn: (server: Server, record: KeyRecord) => Promise<KeyRecord>,
): Endpoint {
  return {
    name: `${name}-key`,
    methods: ['POST'],
    path: `/keys/:kid/${name}`,
    owner: true,
    summary,
    lists: [],
    async handle(_, server, { kid = '' }) {
      const ring = await readRingAfresh(server)
      const record = ring.find((one) => one.kid === kid)
      if (!record) return refused(404, 'not-found', 'There is no ES256 key with this kid.')
      const state = stateOf(ring, record, server.now)
      if (state === 'withdrawn' || state === 'retired')
        return refused(409, 'key-ended', `This key is ${state}, for good.`)
      if (name === 'withdraw' && state === 'in use')
        return refused(409, 'key-in-use', 'This key signs. Use another one first.')
      return tellKey(server, await turn(server, record), 200)
    },
  }
}

async function tellKey(server: Server, { kid }: KeyRecord, status: number): Promise<Handled> {
  const ring = await readRingAfresh(server)
  const record = ring.find((one) => one.kid === kid)
  if (!record) throw new Error(`Unexpected ring without ${kid}, which was written a moment ago`)
  return handled(status, told(ring, record, server.now))
}

function told(ring: readonly KeyRecord[], record: KeyRecord, now: number) {
  const { kid, publishedAt, usedFrom, withdrawnAt } = record
  return {
    kid,
    alg: 'ES256',
    state: stateOf(ring, record, now),
    // The first key was there before there was anybody to look at a clock.
    publishedAt: publishedAt ? iso(publishedAt) : null,
    usedFrom: usedFrom ? iso(usedFrom) : null,
    retiresAt: iso(retiresAt(ring, record)),
    withdrawnAt: iso(withdrawnAt),
  }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

function handled(status: number, value: object): Handled {
  return { response: json(status, value), verdict: null }
}

function refused(status: number, type: string, title: string): Handled {
  return { response: problem(status, { type, title }), verdict: null }
}
