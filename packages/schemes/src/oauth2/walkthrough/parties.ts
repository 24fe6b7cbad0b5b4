import type { Party } from '../../scheme.ts'

/** RFC 6749 §1.1 names four roles; the user agent is the way between two of them. */
export const ada: Party = { id: 'resource-owner', label: 'Ada', hue: 'resource-owner' }
export const userAgent: Party = { id: 'user-agent', label: 'User agent', hue: 'user-agent', note: 'Ada’s' }
export const phone: Party = {
  id: 'user-agent',
  label: 'Phone',
  hue: 'user-agent',
  note: 'Ada’s',
  screen: 'phone',
}
export const reader: Party = { id: 'client', label: 'Reader', hue: 'client', note: 'this page' }
export const nightly: Party = { id: 'client', label: 'Nightly', hue: 'client', note: 'this page' }
export const kiosk: Party = { id: 'client', label: 'Kiosk', hue: 'client', note: 'this page' }
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
