/** Reads the pair of RFC 7636: `code_verifier` and `code_challenge`, and whether one is made of the other. */
import { base64url } from '@lockstep/crypto/base64'
import type { Editable, Fact, Flaw, Reader, Reading, Warning } from '../reader.ts'
import type { Part } from '../scheme.ts'
import { type PkceName, type PkcePiece, pkcePieces, s256ChallengeOf } from './pkce-pieces.ts'

export const pkcePair: Reader = {
  id: 'pkce-pair',
  name: 'PKCE pair: code_verifier and code_challenge',
  read(text) {
    const pieces = pkcePieces(text)
    return pieces && readingOf(text, pieces)
  },
  sample({ random }) {
    const verifier = base64url.encode(random(32))
    return `code_verifier=${verifier}\ncode_challenge=${s256ChallengeOf(verifier)}\ncode_challenge_method=S256`
  },
}

function readingOf(text: string, pieces: readonly PkcePiece[]): Reading {
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

function kindOf(verifier: PkcePiece | undefined, challenge: PkcePiece | undefined): string {
  if (verifier && challenge) return 'PKCE pair'
  return verifier ? 'PKCE code_verifier' : 'PKCE code_challenge'
}

const about: Record<PkceName, Pick<Part, 'label' | 'explain' | 'clause'>> = {
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

function partsOf(text: string, pieces: readonly PkcePiece[]): Part[] {
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

function factsOf(verifier: PkcePiece | undefined, challenge: PkcePiece | undefined, method: string): Fact[] {
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
      value: s256ChallengeOf(verifier.value),
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

function flawsOf(piece: PkcePiece | undefined, name: PkceName, method = ''): Flaw[] {
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
  verifier: PkcePiece | undefined,
  challenge: PkcePiece | undefined,
  method: PkcePiece | undefined,
  methodName: string,
): Warning[] {
  const warnings: Warning[] = []
  if (methodName === 'plain' && (method || verifier))
    warnings.push({
      says: `${method ? 'The method is plain' : 'No method is named, which means plain'}: whoever sees the authorization request has the verifier.`,
      clause: 'RFC 7636 §4.2',
    })
  if (verifier && challenge && methodName === 'plain' && s256ChallengeOf(verifier.value) === challenge.value)
    warnings.push({
      says: 'The challenge is the S256 of the verifier: a server that is told nothing of S256 compares them as they are, and refuses.',
      clause: 'RFC 7636 §4.3',
    })
  return warnings
}

/** Each value is a document; the text around them stays. */
function editOf(text: string, pieces: readonly PkcePiece[]): Editable {
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
  return challenge === (method === 'S256' ? s256ChallengeOf(verifier) : verifier)
}
