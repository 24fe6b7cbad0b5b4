import { base64 } from '@lockstep/crypto/base64'
import type { Flaw } from '../reader.ts'

/** A block of textual encoding (RFC 7468): a label, and octets in base64 between two lines. */
export type PemBlock = {
  readonly label: string
  /** Where it begins, from its first dash; where its base64 begins; how long each is. */
  readonly at: number
  readonly length: number
  readonly bodyAt: number
  readonly bodyLength: number
  /** Undefined where the base64 cannot be read. */
  readonly octets: Uint8Array<ArrayBuffer> | undefined
  readonly flaws: readonly Flaw[]
}

/** The blocks of a text, in order. A block whose end is missing goes on to the next one, or to the end of the text. */
export function pemBlocks(text: string): PemBlock[] {
  const begins = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)]
  return begins.map((begin, i) => {
    const label = begin[1] ?? ''
    const bodyAt = begin.index + begin[0].length
    const limit = begins[i + 1]?.index ?? text.length
    const ending = /-----END ([A-Z0-9 ]+)-----/.exec(text.slice(bodyAt, limit))
    const bodyEnd = ending ? bodyAt + ending.index : limit
    const end = ending ? bodyEnd + ending[0].length : limit
    const body = bodyOf(text.slice(bodyAt, bodyEnd), bodyAt)
    return {
      label,
      at: begin.index,
      length: end - begin.index,
      bodyAt,
      bodyLength: bodyEnd - bodyAt,
      octets: body.octets,
      flaws: [
        ...body.flaws,
        ...endFlaws(label, ending?.[1], ending ? bodyEnd : limit, ending?.[0].length ?? 0),
      ],
    }
  })
}

function bodyOf(body: string, at: number): Pick<PemBlock, 'octets' | 'flaws'> {
  // Old encrypted keys carry fields before the base64 (RFC 1421 §4.6); RFC 7468 §2 knows none.
  const fields = /^\s*(?:[\w-]+: [^\n]*\n)+\s*\n/.exec(body)?.[0].length ?? 0
  const stranger = body.slice(fields).search(/[^A-Za-z0-9+/=\s]/)
  if (stranger >= 0)
    return {
      octets: undefined,
      flaws: [
        {
          at: at + fields + stranger,
          length: 1,
          says: `Unexpected "${body[fields + stranger]}", expected base64 and line breaks only.`,
          clause: 'RFC 7468 §3',
        },
      ],
    }
  const octets = base64.decode(body.slice(fields).replaceAll(/\s/g, ''))
  if (octets) return { octets: new Uint8Array(octets), flaws: [] }
  const last = body.trimEnd().length
  return {
    octets: undefined,
    flaws: [
      {
        at: at + Math.max(0, last - 1),
        length: 1,
        says: 'Unexpected end of the base64, expected groups of four characters with the padding they need: something is missing.',
        clause: 'RFC 4648 §4',
      },
    ],
  }
}

function endFlaws(label: string, end: string | undefined, at: number, length: number): Flaw[] {
  if (end === label) return []
  const found = end === undefined ? 'end of the text' : `the label "${end}"`
  return [
    { at, length, says: `Unexpected ${found}, expected -----END ${label}-----.`, clause: 'RFC 7468 §2' },
  ]
}
