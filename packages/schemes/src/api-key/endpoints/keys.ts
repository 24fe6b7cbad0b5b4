/** Makes keys, and lists what is left of them. */
import { json } from '@lockstep/http/response'
import { type Member, readJsonBody } from '../../json-body.ts'
import type { Endpoint } from '../../scheme.ts'
import { keyOctets, makeKey } from '../key.ts'
import { type KeyPlace, keyPlaces, recordOf } from '../key-record.ts'
import { keepRecord, listRecords } from '../key-store.ts'
import { toldRecord } from './told-record.ts'

const day = 86_400
const scopes = ['notes:read', 'notes:write']

const settings = {
  label: {
    initial: 'unnamed',
    says: '1 to 40 printable characters',
    is: (value): value is string => typeof value === 'string' && /^[^\p{C}\p{Zl}\p{Zp}]{1,40}$/u.test(value),
  } satisfies Member<string>,
  scope: {
    // The least that is of use: whoever wants more has to say so.
    initial: 'notes:read',
    says: 'notes:read, notes:write, or both with a space between',
    is: (value): value is string => {
      if (typeof value !== 'string') return false
      const asked = value.split(' ')
      return asked.every((scope) => scopes.includes(scope)) && new Set(asked).size === asked.length
    },
  } satisfies Member<string>,
  place: {
    initial: 'header',
    says: keyPlaces.join(', '),
    is: (value): value is KeyPlace => keyPlaces.some((place) => place === value),
  } satisfies Member<KeyPlace>,
  lifetime: whole(90 * day, 1, 366 * day, 'seconds'),
  quota: whole(10, 1, 1000, 'calls a minute'),
}

/** A whole number between two bounds. */
export function whole(initial: number, least: number, most: number, unit: string): Member<number> {
  return {
    initial,
    says: `${least} to ${most} ${unit}`,
    is: (value): value is number =>
      Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
  }
}

export const createKey: Endpoint = {
  name: 'create-key',
  methods: ['POST'],
  path: '/keys',
  owner: true,
  summary: 'Makes a key and shows it, once. A later GET has its prefix and its hash only.',
  lists: [],
  body: {
    type: 'object',
    additionalProperties: false,
    properties: {
      label: {
        type: 'string',
        minLength: 1,
        maxLength: 40,
        description: 'The program that will hold the key.',
      },
      scope: { enum: ['notes:read', 'notes:write', 'notes:read notes:write'], default: 'notes:read' },
      place: { enum: keyPlaces, default: 'header' },
      lifetime: {
        type: 'integer',
        minimum: 1,
        maximum: 366 * day,
        default: 90 * day,
        description: 'Seconds.',
      },
      quota: { type: 'integer', minimum: 1, maximum: 1000, default: 10, description: 'Calls a minute.' },
    },
  },
  async handle(request, server) {
    const read = readJsonBody(request, settings)
    if ('refusal' in read) return { response: read.refusal, verdict: null }
    const { lifetime, ...rest } = read.values
    const key = makeKey(server.random(keyOctets))
    const times = { createdAt: server.now, expiresAt: server.now + lifetime * 1000 }
    const record = recordOf(key, rest, times)
    await keepRecord(server, record)
    return { response: json(201, { key, ...toldRecord(record, server.now) }), verdict: null }
  },
}

export const listKeys: Endpoint = {
  name: 'list-keys',
  methods: ['GET'],
  path: '/keys',
  owner: true,
  summary: 'Lists the keys of this sandbox: prefix, last four characters, settings and dates, never a key.',
  lists: [],
  async handle(_, server) {
    const records = await listRecords(server)
    const keys = records.map((record) => toldRecord(record, server.now))
    return { response: json(200, { keys }), verdict: null }
  },
}
