/** Ends a key. */
import { json } from '@lockstep/http/response'
import type { Endpoint } from '../../scheme.ts'
import { findRecord, revokeRecord } from '../key-store.ts'
import { unknownKey } from './rotate.ts'
import { toldRecord } from './told-record.ts'

export const revokeKey: Endpoint = {
  name: 'revoke-key',
  methods: ['POST'],
  path: '/keys/:id/revoke',
  owner: true,
  summary: 'Ends a key at once and for good. Revoking it again changes nothing.',
  lists: [],
  async handle(_, server, { id = '' }) {
    const record = await findRecord(server, id)
    if (!record) return { response: unknownKey(), verdict: null }
    const ended = await revokeRecord(server, record)
    return { response: json(200, toldRecord(ended, server.now)), verdict: null }
  },
}
