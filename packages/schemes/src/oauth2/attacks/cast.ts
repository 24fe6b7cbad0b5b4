import type { Party } from '../../scheme.ts'

export const ada: Party = { id: 'resource-owner', label: 'Ada', hue: 'resource-owner' }
export const userAgent: Party = { id: 'user-agent', label: 'User agent', hue: 'user-agent', note: 'Ada’s' }
export const mallory: Party = { id: 'attacker', label: 'Mallory', hue: 'attacker' }
/** RFC 6749 §1.1: the one that acts for the resource owner. Which of them it is depends on the story. */
export const reader: Party = { id: 'client', label: 'Reader', hue: 'client' }
export const nightly: Party = { id: 'client', label: 'Nightly', hue: 'client' }
export const kiosk: Party = { id: 'client', label: 'Kiosk', hue: 'client', note: 'Ada’s' }
export const authorizationServer: Party = {
  id: 'authorization-server',
  label: 'Authorization server',
  hue: 'authorization-server',
}
export const resourceServer: Party = {
  id: 'resource-server',
  label: 'Resource server',
  hue: 'resource-server',
}
