import type { Party } from '../scheme.ts'

/** OpenID Connect Core §1.2 names them so. */
export const ada: Party = { id: 'end-user', label: 'Ada', hue: 'resource-owner' }
export const userAgent: Party = { id: 'user-agent', label: 'User agent', hue: 'user-agent', note: 'Ada’s' }
/** The page plays it, and its endpoints in the sandbox. */
export const relyingParty: Party = {
  id: 'relying-party',
  label: 'Relying Party',
  hue: 'client',
  note: 'this page',
}
export const openidProvider: Party = {
  id: 'openid-provider',
  label: 'OpenID Provider',
  hue: 'authorization-server',
}
export const resourceServer: Party = {
  id: 'resource-server',
  label: 'Resource server',
  hue: 'resource-server',
}
export const mallory: Party = { id: 'attacker', label: 'Mallory', hue: 'attacker' }
