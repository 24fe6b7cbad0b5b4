/** Addresses as numbers: who stands behind a proxy, and which callers count as one. */

export type Block = { readonly bits: bigint; readonly prefix: number }

const mapped = 0xffffn << 32n

function parseV4(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (!match) return undefined
  let bits = 0n
  for (const part of match.slice(1)) {
    if (Number(part) > 255) return undefined
    bits = (bits << 8n) | BigInt(part)
  }
  return bits
}

/** 128 bits; an IPv4 address is `::ffff:a.b.c.d` (RFC 4291 §2.5.5.2). Undefined for what is no address. */
export function parseAddress(text: string): bigint | undefined {
  const v4 = parseV4(text)
  if (v4 !== undefined) return mapped | v4
  const [bare = ''] = text.split('%') // a zone names an interface, not a peer
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(bare)
  let groups = bare
  if (tail) {
    const low = parseV4(tail[2] ?? '')
    if (low === undefined) return undefined
    groups = `${tail[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`
  }
  const halves = groups.split('::')
  if (halves.length > 2 || !groups.includes(':')) return undefined
  const [left = [], right] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - left.length - (right?.length ?? 0)
  if (right === undefined ? missing !== 0 : missing < 1) return undefined
  const all = right === undefined ? left : [...left, ...Array(missing).fill('0'), ...right]
  let bits = 0n
  for (const group of all) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined
    bits = (bits << 16n) | BigInt(`0x${group}`)
  }
  return bits
}

/** An address or a CIDR block. Throws for what is neither: a wrong setting must not pass in silence. */
export function parseBlock(text: string): Block {
  const [address = '', length] = text.split('/')
  const bits = parseAddress(address)
  const most = address.includes(':') ? 128 : 32
  const prefix = length === undefined ? most : Number(length)
  if (bits === undefined || !/^\d{1,3}$/.test(length ?? '0') || prefix > most)
    throw new Error(`Unexpected proxy "${text}", expected an address or a CIDR block`)
  return { bits, prefix: most === 32 ? 96 + prefix : prefix }
}

function holds(block: Block, address: bigint): boolean {
  const shift = BigInt(128 - block.prefix)
  return block.bits >> shift === address >> shift
}

/**
 * The key under which a caller's requests are counted. Whoever has an IPv6 address usually has a whole /64 of them.
 */
export function countedAs(address: string): string {
  if (!address.includes(':')) return address
  const bits = parseAddress(address)
  if (bits === undefined || bits >> 32n === 0xffffn) return address
  return `${(bits >> 64n).toString(16)}/64`
}

export type Peer = { readonly address: string; readonly transport: 'http' | 'tls' }

/**
 * Who sent the request. `X-Forwarded-For` grows at its end, so the caller is the last address in it that is not one of
 * our proxies; what stands before that, the caller wrote. Nothing is believed unless the peer is a known proxy.
 */
export function peerBehind(
  proxies: readonly Block[],
  peer: Peer,
  forwardedFor: readonly string[],
  forwardedProto: readonly string[],
): Peer {
  if (!trusted(proxies, peer.address)) return peer
  const hops = forwardedFor
    .join(',')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '')
  const caller = hops.findLast((hop) => !trusted(proxies, hop))
  const proto = forwardedProto.at(-1)?.split(',').at(-1)?.trim().toLowerCase()
  return {
    address: caller !== undefined && parseAddress(caller) !== undefined ? caller : peer.address,
    transport: proto === 'https' ? 'tls' : proto === 'http' ? 'http' : peer.transport,
  }
}

function trusted(proxies: readonly Block[], address: string): boolean {
  if (proxies.length === 0) return false
  const bits = parseAddress(address)
  return bits !== undefined && proxies.some((block) => holds(block, bits))
}
