/** What a person reads off one screen and types into another (RFC 8628 §6.1). */
import type { Server } from '../../scheme.ts'

/** §6.1: no vowels, so that no words come of it, and nothing that looks like something else. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ'
const digits = '0123456789'

/** Eight letters, shown as two groups of four: 34 bits. */
export function letterCode(server: Pick<Server, 'random'>): string {
  const code = draw(server, letters, 8)
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** Three digits: far too few, for the lesson of a client that has them. */
export function shortCode(server: Pick<Server, 'random'>): string {
  return draw(server, digits, 3)
}

/**
 * A code as it was shown, from what was typed: case and punctuation do not matter (§6.1). Undefined for what is no code
 * of either kind.
 */
export function readUserCode(typed: string): string | undefined {
  if (typed.length > 64) return undefined
  const code = typed.toUpperCase().replace(/[^A-Z0-9]/g, '')
  if (/^\d{3}$/.test(code)) return code
  return /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/.test(code) ? `${code.slice(0, 4)}-${code.slice(4)}` : undefined
}

/** Every character as likely as any other: an octet above the last whole multiple is drawn again. */
function draw(server: Pick<Server, 'random'>, from: string, length: number): string {
  const most = 256 - (256 % from.length)
  let code = ''
  while (code.length < length) {
    for (const octet of server.random(length)) {
      if (octet < most && code.length < length) code += from[octet % from.length]
    }
  }
  return code
}
