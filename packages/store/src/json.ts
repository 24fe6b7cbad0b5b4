/**
 * A copy of a JSON value (RFC 8259 §3), so that neither side can change what the other holds. Members that are
 * undefined are left out, as JSON does. Throws a TypeError for what JSON cannot carry: a store that keeps it in memory
 * must not take what a store on disk would lose.
 */
export function copyJson(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return value.map(copyJson)
  if (typeof value === 'object' && isPlain(value)) {
    const copy: Record<string, unknown> = {}
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue
      // Assigning to this name would set the prototype instead of a member.
      if (name === '__proto__') throw new TypeError('Unexpected member "__proto__" in a value to store')
      copy[name] = copyJson(member)
    }
    return copy
  }
  throw new TypeError(`Unexpected ${describe(value)} in a value to store, expected JSON`)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function describe(value: unknown): string {
  return typeof value === 'object' && value ? value.constructor.name : String(value)
}
