import type { Party } from '../scheme.ts'

export const signer: Party = { id: 'signer', label: 'Signer', hue: 'user-agent', note: 'this page' }
export const verifier: Party = { id: 'verifier', label: 'Verifier', hue: 'resource-server' }
export const attacker: Party = { id: 'attacker', label: 'Mallory', hue: 'attacker' }
/** The lanes of every walkthrough and attack. */
export const parties: readonly Party[] = [signer, attacker, verifier]
