import { hex } from '@lockstep/crypto/hex'

const drawn = 4096
const size = 16

/** Makes ids of 128 random bits. Random octets are drawn in bulk: a draw costs the same for many as for few. */
export function randomIds(random: (bytes: number) => Uint8Array): () => string {
  let pool = new Uint8Array(0)
  let at = 0
  return () => {
    if (at >= pool.length) {
      pool = new Uint8Array(random(drawn))
      at = 0
    }
    const id = hex(pool.subarray(at, at + size))
    // An id that was given out must not be found in memory again.
    pool.fill(0, at, at + size)
    at += size
    return id
  }
}
