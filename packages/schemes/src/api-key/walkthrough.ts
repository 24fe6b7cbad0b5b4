/** The honest flow: make a key, use it, leak it, change it, end it. */
import type { Party, Walkthrough } from '../scheme.ts'
import { callBare } from './walkthrough/call-bare.ts'
import { callHeader } from './walkthrough/call-header.ts'
import { callQuery } from './walkthrough/call-query.ts'
import { callWrite } from './walkthrough/call-write.ts'
import { createKey } from './walkthrough/create-key.ts'
import { leakQuery } from './walkthrough/leak-query.ts'
import { revokeKey } from './walkthrough/revoke-key.ts'
import { rotateKey } from './walkthrough/rotate-key.ts'

export const parties: readonly Party[] = [
  { id: 'user-agent', label: 'User agent', hue: 'user-agent', note: 'this page' },
  { id: 'server', label: 'Server', hue: 'resource-server' },
  { id: 'attacker', label: 'Mallory', hue: 'attacker', note: 'another site' },
]

export const walkthrough: Walkthrough = {
  id: 'main',
  title: 'A key, from its first call to its last',
  parties,
  steps: [createKey, callBare, callHeader, callQuery, leakQuery, callWrite, rotateKey, revokeKey],
}
