import type { Party } from '../scheme.ts'

export const userAgent: Party = {
  id: 'user-agent',
  label: 'User agent',
  hue: 'user-agent',
  note: 'this page',
}
/** Issues tokens and takes them. These could be two servers: only the one that issues has the private key. */
export const server: Party = { id: 'server', label: 'Server', hue: 'resource-server' }
export const mallory: Party = { id: 'attacker', label: 'Mallory', hue: 'attacker' }
/** Sends nothing herself: her name and password are pieces of what the user agent sends. */
export const ada: Party = { id: 'resource-owner', label: 'Ada', hue: 'resource-owner' }
