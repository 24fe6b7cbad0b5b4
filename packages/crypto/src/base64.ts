/** Base64 and base64url (RFC 4648 §4, §5): decoding is strict, so that one value has one spelling. */

type Codec = {
  encode(octets: Uint8Array): string
  /** The octets, or undefined where the text is not the canonical spelling of any. */
  decode(text: string): Uint8Array | undefined
}

const toBinary = (octets: Uint8Array) => {
  let binary = ''
  for (const octet of octets) binary += String.fromCharCode(octet)
  return binary
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    const binary = atob(text)
    // A loop: Uint8Array.from with a function takes ten times as long.
    const octets = new Uint8Array(binary.length)
    for (let i = 0; i < binary.length; i++) octets[i] = binary.charCodeAt(i)
    return octets
  } catch {
    return undefined
  }
}

export const base64: Codec = {
  encode: (octets) => btoa(toBinary(octets)),
  decode: (text) => {
    const octets = fromBase64(text)
    // RFC 4648 §3.5: pad bits must be zero, or two texts would decode to one value. atob also skips white space.
    return octets && base64.encode(octets) === text ? octets : undefined
  },
}

export const base64url: Codec = {
  encode: (octets) => base64.encode(octets).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  decode: (text) => {
    const octets = fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'))
    return octets && base64url.encode(octets) === text ? octets : undefined
  },
}
