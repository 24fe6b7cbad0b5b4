/** Reads the pair of RFC 7636: `code_verifier` and `code_challenge`, and whether one is made of the other. */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { octets } from '@lockstep/http/message'
import type { Editable, Fact, Flaw, Reader, Reading, Warning } from '../reader.ts'
import type { Part } from '../scheme.ts'

export const pkcePair: Reader = {
  id: 'pkce-pair',
  name: 'PKCE pair: code_verifier and code_challenge',
  read(text) {
    const pieces = piecesOf(text)
    return pieces && readingOf(text, pieces)
  },
  sample({ random }) {
    const verifier = base64url.encode(random(32))
    return `code_verifier=${verifier}\ncode_challenge=${challengeOf(verifier)}\ncode_challenge_method=S256`
  },
}

type Name = 'code_verifier' | 'code_challenge' | 'code_challenge_method'
type Piece = { readonly name: Name; readonly at: number; readonly value: string; readonly named: boolean }

/** A value is written as `name=value`, `name: value` or a JSON member; it ends where the alphabet of RFC 3986 §2.3 does. */
const namedValue =
  /\b(code_verifier|code_challenge_method|code_challenge)\b["']?\s*[=:]\s*["']?([^\s&"',;]*)/g
const bare = /^\s*([A-Za-z0-9._~-]{43,128})\s+([A-Za-z0-9._~-]{43,128})\s*$/

function piecesOf(text: string): Piece[] | undefined {
  const named = [...text.matchAll(namedValue)].map(
    ({ index, 0: whole, 1: name, 2: value = '' }): Piece => ({
      name: name as Name,
      value,
      at: index + whole.length - value.length,
      named: true,
    }),
  )
  // A name that stands twice is taken once: the first.
  const once = named.filter(({ name }, i) => named.findIndex((one) => one.name === name) === i)
  if (once.some(({ name }) => name !== 'code_challenge_method')) return once
  const two = bare.exec(text)
  if (!two) return undefined
  const [, first = '', second = ''] = two
  const firstAt = text.indexOf(first)
  const pair = [
    { value: first, at: firstAt },
    { value: second, at: text.indexOf(second, firstAt + first.length) },
  ] as const
  // Which is which: the one that is the digest of the other. Without that nothing says that they are a pair at all.
  const at = pair.findIndex(({ value }, i) => challengeOf(pair[1 - i]?.value ?? '') === value)
  if (at < 0) return undefined
  return pair.map((one, i) => ({ ...one, name: i === at ? 'code_challenge' : 'code_verifier', named: false }))
}

function readingOf(text: string, pieces: readonly Piece[]): Reading {
  const verifier = pieces.find(({ name }) => name === 'code_verifier')
  const challenge = pieces.find(({ name }) => name === 'code_challenge')
  const method = pieces.find(({ name }) => name === 'code_challenge_method')
  // RFC 7636 §4.3: left out, the method is plain.
  const methodName = method?.value || (pieces.some(({ named }) => named) ? 'plain' : 'S256')
  return {
    kind: kindOf(verifier, challenge),
    parts: partsOf(text, pieces),
    facts: factsOf(verifier, challenge, methodName),
    problems: [
      ...flawsOf(verifier, 'code_verifier'),
      ...flawsOf(challenge, 'code_challenge', methodName),
    ].toSorted((a, b) => a.at - b.at),
    warnings: warningsOf(verifier, challenge, method, methodName),
    edit: editOf(text, pieces),
  }
}

function kindOf(verifier: Piece | undefined, challenge: Piece | undefined): string {
  if (verifier && challenge) return 'PKCE pair'
  return verifier ? 'PKCE code_verifier' : 'PKCE code_challenge'
}

const about: Record<Name, Pick<Part, 'label' | 'explain' | 'clause'>> = {
  code_verifier: {
    label: 'kept by the client',
    explain:
      'A random text that the client makes for one authorization request and shows at the token endpoint only.',
    clause: 'RFC 7636 §4.1',
  },
  code_challenge: {
    label: 'sent first',
    explain:
      'What the authorization request carries: with S256 the digest of the verifier, which does not give it away.',
    clause: 'RFC 7636 §4.2',
  },
  code_challenge_method: {
    label: 'how it is made',
    explain: 'S256 for the SHA-256 digest, plain for the verifier itself.',
    clause: 'RFC 7636 §4.3',
  },
}

function partsOf(text: string, pieces: readonly Piece[]): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const { name, value, at: start } of pieces) {
    if (value === '') continue
    if (start > at) parts.push({ text: text.slice(at, start) })
    parts.push({
      text: value,
      id: name,
      ...about[name],
      ...(name === 'code_verifier' ? { secret: true as const } : {}),
    })
    at = start + value.length
  }
  if (at < text.length) parts.push({ text: text.slice(at) })
  return parts
}

function factsOf(verifier: Piece | undefined, challenge: Piece | undefined, method: string): Fact[] {
  const facts: Fact[] = []
  if (verifier) {
    facts.push({
      name: 'length of the verifier',
      value: `${verifier.value.length} characters`,
      note: '43 to 128 are allowed; 43 hold 32 random octets',
      clause: 'RFC 7636 §4.1',
    })
    facts.push({
      name: 'S256 of the verifier',
      value: challengeOf(verifier.value),
      note: 'BASE64URL-ENCODE(SHA256(ASCII(code_verifier)))',
      clause: 'RFC 7636 §4.2',
    })
  }
  if (verifier && challenge)
    facts.push({
      name: 'do they fit',
      value: fits(verifier.value, challenge.value, method) ? `yes, by ${method}` : `no, not by ${method}`,
      clause: 'RFC 7636 §4.6',
    })
  return facts
}

function flawsOf(piece: Piece | undefined, name: Name, method = ''): Flaw[] {
  if (!piece) return []
  const { value, at } = piece
  const stranger = value.search(/[^A-Za-z0-9._~-]/)
  const clause = name === 'code_verifier' ? 'RFC 7636 §4.1' : 'RFC 7636 §4.2'
  if (stranger >= 0)
    return [
      {
        at: at + stranger,
        length: 1,
        says: `Unexpected "${value[stranger]}" in ${name}, expected letters, digits and - . _ ~ only.`,
        clause,
      },
    ]
  if (name === 'code_challenge' && method === 'S256' && value.length !== 43)
    return [
      {
        at,
        length: value.length,
        says: `Unexpected ${value.length} characters, expected 43: a SHA-256 digest in base64url without padding.`,
        clause,
      },
    ]
  if (value.length >= 43 && value.length <= 128) return []
  const says = `Unexpected ${value.length} characters in ${name}, expected 43 to 128.`
  return [{ at, length: value.length, says, clause }]
}

function warningsOf(
  verifier: Piece | undefined,
  challenge: Piece | undefined,
  method: Piece | undefined,
  methodName: string,
): Warning[] {
  const warnings: Warning[] = []
  if (methodName === 'plain' && (method || verifier))
    warnings.push({
      says: `${method ? 'The method is plain' : 'No method is named, which means plain'}: whoever sees the authorization request has the verifier.`,
      clause: 'RFC 7636 §4.2',
    })
  if (verifier && challenge && methodName === 'plain' && challengeOf(verifier.value) === challenge.value)
    warnings.push({
      says: 'The challenge is the S256 of the verifier: a server that is told nothing of S256 compares them as they are, and refuses.',
      clause: 'RFC 7636 §4.3',
    })
  return warnings
}

/** Each value is a document; the text around them stays. */
function editOf(text: string, pieces: readonly Piece[]): Editable {
  return {
    documents: pieces.map(({ name, value }) => ({ id: name, title: name, language: 'text', text: value })),
    write(documents) {
      let written = ''
      let at = 0
      for (const { name, value, at: start } of pieces) {
        written += text.slice(at, start) + (documents[name] ?? value)
        at = start + value.length
      }
      return written + text.slice(at)
    },
    mintedHere: () => false,
  }
}

function fits(verifier: string, challenge: string, method: string): boolean {
  return challenge === (method === 'S256' ? challengeOf(verifier) : verifier)
}

function challengeOf(verifier: string): string {
  return base64url.encode(sha256(octets(verifier)))
}
