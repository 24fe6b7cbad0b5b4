import { base64url } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'
import { DocumentError } from '../../reader.ts'
import { readJsonText } from '../../readers/json-text.ts'
import { compact, pretty } from './json-layout.ts'
import type { ParsedToken } from './parsed-token.ts'

export type Documents = Readonly<Record<string, string>>
/** The documents of a token as it came, and the two parts that they stand for. */
export type TokenDocuments = {
  readonly header: string
  readonly payload: string
  /** False where the payload is some other text: it is written as it stands. */
  readonly isJson: boolean
  readonly encoded: { readonly header: string; readonly payload: string }
}

/** The documents of a token; undefined where there is nothing that could be edited as text. */
export function tokenDocuments({ segments, claims }: ParsedToken): TokenDocuments | undefined {
  const [header, payload] = segments
  if (segments.length === 5 || header?.text === undefined || payload?.text === undefined) return undefined
  return {
    header: pretty(header.text),
    payload: claims ? pretty(payload.text) : payload.text,
    isJson: claims !== undefined,
    encoded: { header: base64url.encode(header.octets), payload: base64url.encode(payload.octets) },
  }
}

type Encoded = { readonly text: string; readonly encoded: string }

/**
 * The two parts of documents, encoded. A document that was not touched keeps the octets that came, whatever their white
 * space; of another the white space goes. Throws `DocumentError` for what is no JSON.
 */
export function encodeDocuments(
  given: TokenDocuments,
  { header = given.header, payload = given.payload }: Documents,
): { readonly header: Encoded; readonly payload: Encoded } {
  return {
    header: encode('header', header, given.header, given.encoded.header, true),
    payload: encode('payload', payload, given.payload, given.encoded.payload, given.isJson),
  }
}

function encode(id: string, text: string, given: string, kept: string, isJson: boolean): Encoded {
  if (text === given) return { text: new TextDecoder().decode(base64url.decode(kept)), encoded: kept }
  if (isJson) {
    const { flaw } = readJsonText(text)
    if (flaw) throw new DocumentError(id, flaw.at, flaw.says)
  }
  const written = isJson ? compact(text) : text
  return { text: written, encoded: base64url.encode(octets(written)) }
}
