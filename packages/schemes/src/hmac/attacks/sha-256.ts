/**
 * SHA-256 (FIPS 180-4) with its state in the open. Libraries hide it; whoever wants to go on hashing from a finished
 * result needs it. Not for anything else: the digests of both halves come from `@lockstep/crypto`.
 */
import { concat } from '@lockstep/crypto/bytes'

/** Octets of a block. */
const blockSize = 64

/** What is appended to so many octets before the last block is hashed: 0x80, zeros, and the length in bits (§5.1.1). */
export function paddingAfter(octets: number): Uint8Array {
  const zeros = (2 * blockSize - 9 - (octets % blockSize)) % blockSize
  const padding = new Uint8Array(1 + zeros + 8)
  padding[0] = 0x80
  new DataView(padding.buffer).setBigUint64(1 + zeros, BigInt(octets) * 8n)
  return padding
}

/** A finished digest is the state after the last block, written out (§6.2.2). */
export function stateOf(digest: Uint8Array): Uint32Array {
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength)
  return Uint32Array.from({ length: 8 }, (_, i) => view.getUint32(4 * i))
}

/** The state before anything was hashed (§5.3.3). */
export const initialState = Uint32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
)

/**
 * Hashes `more` from a state in which `before` octets went, a multiple of the block size, and gives the finished digest.
 */
export function hashFrom(state: Uint32Array, before: number, more: Uint8Array): Uint8Array {
  const text = concat(more, paddingAfter(before + more.length))
  let current = state
  for (let at = 0; at < text.length; at += blockSize)
    current = compress(current, text.subarray(at, at + blockSize))
  const digest = new Uint8Array(32)
  const view = new DataView(digest.buffer)
  for (const [i, word] of current.entries()) view.setUint32(4 * i, word)
  return digest
}

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (§4.2.2). */
const constants = Uint32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
)

const rotate = (word: number, by: number) => (word >>> by) | (word << (32 - by))

/** One block into the state (§6.2.2), in the letters of the standard. */
function compress(state: Uint32Array, block: Uint8Array): Uint32Array {
  const w = schedule(block)
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  for (let t = 0; t < 64; t++) {
    const sigma1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const choice = (e & f) ^ (~e & g)
    const t1 = (h + sigma1 + choice + (constants[t] as number) + (w[t] as number)) | 0
    const sigma0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + sigma0 + majority) | 0]
  }
  const added = [a, b, c, d, e, f, g, h]
  return state.map((word, i) => word + (added[i] as number))
}

/** The 64 words of a block: its own sixteen, and what follows from them. */
function schedule(block: Uint8Array): Uint32Array {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength)
  const w = new Uint32Array(64)
  for (let t = 0; t < 16; t++) w[t] = view.getUint32(4 * t)
  const at = (t: number) => w[t] as number
  for (let t = 16; t < 64; t++) {
    const s0 = rotate(at(t - 15), 7) ^ rotate(at(t - 15), 18) ^ (at(t - 15) >>> 3)
    const s1 = rotate(at(t - 2), 17) ^ rotate(at(t - 2), 19) ^ (at(t - 2) >>> 10)
    w[t] = at(t - 16) + s0 + at(t - 7) + s1
  }
  return w
}
