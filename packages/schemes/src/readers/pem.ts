/** Reads keys and certificates in textual encoding (RFC 7468), and gives the key as a JWK. */
import type { Fact, Flaw, Reader, Reading, Warning } from '../reader.ts'
import type { Part } from '../scheme.ts'
import { certificateOutline } from './certificate-outline.ts'
import { describeJwk } from './describe-jwk.ts'
import { type DerKey, keyOfDer } from './key-of-der.ts'
import { type PemBlock, pemBlocks } from './pem-blocks.ts'
import { type PemLabel, pemLabels } from './pem-labels.ts'
import { pem as pemOf } from './web-key.ts'

export const pem: Reader = {
  id: 'pem',
  name: 'Key or certificate as PEM',
  async read(text, { now }) {
    const blocks = pemBlocks(text)
    return blocks.length === 0 ? undefined : readingOf(text, blocks, now())
  },
  async sample() {
    const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ])
    return pemOf('spki', new Uint8Array(await crypto.subtle.exportKey('spki', publicKey)))
  },
}

async function readingOf(text: string, blocks: readonly PemBlock[], now: number): Promise<Reading> {
  const read = await Promise.all(blocks.map((block) => readBlock(block, now)))
  const first = read[0]
  return {
    kind: read.length === 1 && first ? first.kind : `${read.length} PEM blocks`,
    parts: partsOf(text, blocks, read),
    facts: read.flatMap(({ kind, facts }, i) =>
      read.length === 1 ? facts : [{ name: `block ${i + 1}`, value: kind }, ...facts],
    ),
    problems: [...blocks.flatMap(({ flaws }) => flaws), ...read.flatMap(({ flaws }) => flaws)].toSorted(
      (a, b) => a.at - b.at,
    ),
    warnings: read.flatMap(({ warnings }) => warnings),
  }
}

type BlockRead = {
  readonly kind: string
  readonly explain: string
  readonly clause: string
  readonly secret: boolean
  readonly facts: readonly Fact[]
  readonly flaws: readonly Flaw[]
  readonly warnings: readonly Warning[]
}

async function readBlock(block: PemBlock, now: number): Promise<BlockRead> {
  const label = pemLabels[block.label] ?? {
    kind: `PEM block ${block.label}`,
    form: block.label,
    explain: 'This label is not read here.',
    clause: 'RFC 7468 §2',
  }
  const none = {
    kind: label.kind,
    explain: label.explain,
    clause: label.clause,
    secret: label.secret ?? false,
    facts: [],
    flaws: [],
    warnings: privacy(label, block.label),
  }
  if (!block.octets) return none
  if (block.label === 'CERTIFICATE') return { ...none, ...(await readCertificate(block, block.octets, now)) }
  if (!label.key) return none
  return { ...none, ...keyRead(block, label, await label.key(block.octets)) }
}

function privacy({ secret }: PemLabel, name: string): Warning[] {
  if (!secret || name.startsWith('ENCRYPTED')) return []
  return [
    {
      says: 'This is a private key: whoever has it can sign as its owner. If it is not made for trying out, make a new one.',
      clause: 'RFC 7517 §9.2',
    },
  ]
}

function keyRead(block: PemBlock, label: PemLabel, key: DerKey | undefined): Partial<BlockRead> {
  if (!key) return { flaws: [notDer(block, `the DER of a ${label.kind.toLowerCase()}`)] }
  if (!key.jwk)
    return {
      kind: `${label.kind}, ${key.kind}`,
      facts: [
        { name: 'kind', value: key.kind, note: 'this user agent’s WebCrypto cannot turn it into a JWK' },
      ],
    }
  const described = describeJwk(key.jwk)
  return {
    kind: `${described.kind[0]?.toUpperCase()}${described.kind.slice(1)} (${label.form})`,
    facts: [
      ...described.facts,
      {
        name: 'as JWK',
        value: JSON.stringify(key.jwk),
        clause: 'RFC 7517 §4',
        ...(described.isPrivate ? { secret: true as const } : {}),
      },
    ],
    // A PEM has no place for a kid; that it is a private key is said already.
    warnings: [
      ...privacy(label, block.label),
      ...described.warnings.filter(({ says }) => says.includes('too few')),
    ],
  }
}

async function readCertificate(
  block: PemBlock,
  octets: Uint8Array<ArrayBuffer>,
  now: number,
): Promise<Partial<BlockRead>> {
  const outline = certificateOutline(octets)
  if (!outline) return { flaws: [notDer(block, 'the DER of a certificate')] }
  const key = await keyOfDer('spki', outline.publicKey)
  const described = key?.jwk && describeJwk(key.jwk)
  const warnings: Warning[] = []
  if (now > outline.notAfter) warnings.push({ says: 'It has expired.', clause: 'RFC 5280 §4.1.2.5' })
  if (now < outline.notBefore) warnings.push({ says: 'It is not valid yet.', clause: 'RFC 5280 §4.1.2.5' })
  return {
    facts: [
      ...outline.facts,
      {
        name: 'public key',
        value: described?.kind ?? key?.kind ?? 'of an unknown kind',
        clause: 'RFC 5280 §4.1.2.7',
      },
      ...(key?.jwk
        ? [{ name: 'its key as JWK', value: JSON.stringify(key.jwk), clause: 'RFC 7517 §4' }]
        : []),
      {
        name: 'not read',
        value:
          'its extensions (names of hosts, what it may be used for), and whether its signature and chain hold',
      },
    ],
    warnings,
  }
}

function notDer({ bodyAt, bodyLength }: PemBlock, expected: string): Flaw {
  return {
    at: bodyAt,
    length: bodyLength,
    says: `Unexpected octets, expected ${expected}.`,
    clause: 'RFC 7468 §2',
  }
}

/** A label of a few words: without the size, and without the form. */
function labelOf(kind: string): string {
  const words = kind.replace(/ \(.*| of \d+ bits.*/g, '')
  return /^[A-Z]{2}/.test(words) ? words : `${words[0]?.toLowerCase()}${words.slice(1)}`
}

function partsOf(text: string, blocks: readonly PemBlock[], read: readonly BlockRead[]): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const [i, { bodyAt, bodyLength }] of blocks.entries()) {
    const { kind, explain, clause, secret } = read[i] as BlockRead
    const raw = text.slice(bodyAt, bodyAt + bodyLength)
    const start = bodyAt + (raw.length - raw.trimStart().length)
    const body = raw.trim()
    parts.push({ text: text.slice(at, start) })
    parts.push({
      text: body,
      id: blocks.length === 1 ? 'der' : `der ${i + 1}`,
      label: labelOf(kind),
      explain,
      clause,
      ...(secret ? { secret: true as const } : {}),
    })
    at = start + body.length
  }
  parts.push({ text: text.slice(at) })
  return parts.filter(({ text }) => text !== '')
}
