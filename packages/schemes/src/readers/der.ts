/** DER (X.690), as much of it as keys and the outline of a certificate need. Never throws. */

export type DerNode = {
  /** The identifier octet: 0x30 is a SEQUENCE, 0x02 an INTEGER. */
  readonly tag: number
  readonly content: Uint8Array
  /** The whole of it, with tag and length. */
  readonly whole: Uint8Array<ArrayBuffer>
}

/** The first value of the octets, and what follows it; undefined where there is none. */
export function readDer(
  octets: Uint8Array,
): { readonly node: DerNode; readonly rest: Uint8Array } | undefined {
  const tag = octets[0]
  const first = octets[1]
  // Tags above 30 take more octets; nothing that is read here has one.
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined
  let length = first
  let at = 2
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 4) return undefined
    length = 0
    for (; at < 2 + count; at++) length = length * 256 + (octets[at] ?? 0)
  }
  if (at + length > octets.length) return undefined
  return {
    node: { tag, content: octets.subarray(at, at + length), whole: octets.slice(0, at + length) },
    rest: octets.subarray(at + length),
  }
}

/** The values inside a constructed one, in order; as many as can be read. */
export function childrenOf(node: DerNode | undefined): DerNode[] {
  const children: DerNode[] = []
  let rest = node && (node.tag & 0x20) !== 0 ? node.content : new Uint8Array(0)
  for (let next = readDer(rest); next; next = readDer(rest)) {
    children.push(next.node)
    rest = next.rest
  }
  return children
}

/** An OBJECT IDENTIFIER in dots. */
export function oid(node: DerNode | undefined): string | undefined {
  if (node?.tag !== 0x06) return undefined
  const [first = 0, ...more] = node.content
  const numbers = [Math.min(2, Math.floor(first / 40)), first - 40 * Math.min(2, Math.floor(first / 40))]
  let number = 0
  for (const octet of more) {
    number = number * 128 + (octet & 0x7f)
    if ((octet & 0x80) === 0) {
      numbers.push(number)
      number = 0
    }
  }
  return numbers.join('.')
}

/** A value of this tag around the contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = contents.reduce((sum, { length }) => sum + length, 0)
  const size: number[] = []
  if (length < 0x80) size.push(length)
  else {
    for (let left = length; left > 0; left = Math.floor(left / 256)) size.unshift(left % 256)
    size.unshift(0x80 | size.length)
  }
  const whole = new Uint8Array(1 + size.length + length)
  whole.set([tag, ...size])
  let at = 1 + size.length
  for (const content of contents) {
    whole.set(content, at)
    at += content.length
  }
  return whole
}
