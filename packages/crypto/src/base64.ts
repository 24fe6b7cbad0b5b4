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

/** What `atob` takes, once a pattern has said that it is nothing but letters and padding. */
function fromLetters(text: string): Uint8Array {
  const binary = atob(text)
  // A loop: Uint8Array.from with a function takes ten times as long.
  const octets = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) octets[i] = binary.charCodeAt(i)
  return octets
}

/** RFC 4648 §3.5: pad bits must be zero, or two texts would decode to one value. */
function padBitsAreZero(letters: number, last: string | undefined): boolean {
  const over = letters % 4
  if (over === 0) return true
  return (over === 2 ? 'AQgw' : 'AEIMQUYcgkosw048').includes(last ?? '?')
}

export const base64: Codec = {
  encode: (octets) => btoa(toBinary(octets)),
  decode(text) {
    if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
    const letters = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length
    return padBitsAreZero(letters, text[letters - 1]) ? fromLetters(text) : undefined
  },
}

export const base64url: Codec = {
  encode: (octets) => base64.encode(octets).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  decode(text) {
    if (text.length % 4 === 1 || !/^[A-Za-z0-9_-]*$/.test(text)) return undefined
    if (!padBitsAreZero(text.length, text.at(-1))) return undefined
    return fromLetters(text.replaceAll('-', '+').replaceAll('_', '/'))
  },
}
