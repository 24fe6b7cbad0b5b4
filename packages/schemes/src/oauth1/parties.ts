import type { Party } from '../scheme.ts'

export const userAgent: Party = { id: 'user-agent', label: 'User agent', hue: 'user-agent', note: 'Ada’s' }
/** RFC 5849 §1.1: the one that acts for the resource owner. Here the page plays it, and its endpoints in the sandbox. */
export const client: Party = { id: 'client', label: 'Reader', hue: 'client', note: 'this page' }
export const server: Party = { id: 'server', label: 'Server', hue: 'resource-server' }
export const ada: Party = { id: 'resource-owner', label: 'Ada', hue: 'resource-owner' }
export const mallory: Party = { id: 'attacker', label: 'Mallory', hue: 'attacker' }
