/** Reads a JSON Web Key and a set of them (RFC 7517). */
import type { Fact, Flaw, Reader, Reading, Warning } from '../reader.ts'
import type { Part } from '../scheme.ts'
import { type Described, describeJwk, type Jwk } from './describe-jwk.ts'
import { type JsonMember, type JsonText, readJsonText } from './json-text.ts'
import { jwkMembers, privateMembers } from './jwk-members.ts'
import { pemOfJwk } from './web-key.ts'

export const jwk: Reader = {
  id: 'jwk',
  name: 'JSON Web Key, alone or in a set (JWK, JWKS)',
  read(text) {
    if (!text.trimStart().startsWith('{')) return undefined
    const json = readJsonText(text)
    const keys = keysOf(json.value)
    return keys && readingOf(text, json, keys)
  },
  async sample() {
    const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ])
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
    return JSON.stringify({ keys: [{ kty, use: 'sig', alg: 'ES256', kid: 'made-here', crv, x, y }] }, null, 2)
  },
}

/** The keys, each with the path to it; undefined where the text is neither a key nor a set. */
type Keys = {
  readonly isSet: boolean
  readonly keys: readonly { readonly path: string; readonly jwk: Jwk }[]
}

function keysOf(value: unknown): Keys | undefined {
  if (!isObject(value)) return undefined
  if (Array.isArray(value.keys))
    return {
      isSet: true,
      keys: value.keys.flatMap((jwk: unknown, i) => (isObject(jwk) ? [{ path: `keys.${i}`, jwk }] : [])),
    }
  return typeof value.kty === 'string' ? { isSet: false, keys: [{ path: '', jwk: value }] } : undefined
}

async function readingOf(text: string, json: JsonText, { isSet, keys }: Keys): Promise<Reading> {
  const described = keys.map(({ path, jwk }) => ({ path, jwk, ...describeJwk(jwk) }))
  const several = described.length > 1
  return {
    kind: isSet ? `JWK Set with ${count(keys.length)}` : `JWK: ${described[0]?.kind}`,
    parts: partsOf(text, json.members),
    facts: (
      await Promise.all(
        described.map(async (key, i) => [
          ...(isSet ? [{ name: nameOf(key.jwk, i), value: key.kind }] : []),
          ...key.facts,
          ...(several ? [] : await pemFacts(key.jwk, key.isPrivate)),
        ]),
      )
    ).flat(),
    problems: [
      ...described.flatMap((key) => flawsOf(key, json.members, text)),
      ...(json.flaw ? [json.flaw] : []),
    ].toSorted((a, b) => a.at - b.at),
    warnings: [
      ...described.flatMap((key, i) =>
        key.warnings.map(
          (warning): Warning =>
            several ? { ...warning, says: `${nameOf(key.jwk, i)}: ${warning.says}` } : warning,
        ),
      ),
      ...sameNames(keys.map(({ jwk }) => jwk)),
    ],
    edit: {
      documents: [
        {
          id: 'jwk',
          title: isSet ? 'JWK Set, JSON' : 'JWK, JSON',
          language: 'json',
          text,
          members: jwkMembers,
        },
      ],
      write: (documents) => documents.jwk ?? text,
      mintedHere: () => false,
    },
  }
}

/** Values of registered members stand for themselves; what surrounds them is punctuation. */
function partsOf(text: string, members: readonly JsonMember[]): Part[] {
  const known = members
    .filter(
      ({ name, value }) => name !== 'keys' && jwkMembers.some((one) => one.name === name) && !isObject(value),
    )
    .toSorted((a, b) => a.valueAt - b.valueAt)
  const parts: Part[] = []
  let at = 0
  for (const { name, path, valueAt, valueLength } of known) {
    const member = jwkMembers.find((one) => one.name === name)
    if (valueAt < at || !member) continue
    if (valueAt > at) parts.push({ text: text.slice(at, valueAt) })
    parts.push({
      text: text.slice(valueAt, valueAt + valueLength),
      id: path.join('.'),
      label: member.says,
      ...(member.clause === undefined ? {} : { clause: member.clause }),
      ...(privateMembers.includes(name) ? { secret: true as const } : {}),
    })
    at = valueAt + valueLength
  }
  if (at < text.length) parts.push({ text: text.slice(at) })
  return parts
}

function flawsOf(
  { path, flaws }: { path: string } & Described,
  members: readonly JsonMember[],
  text: string,
): Flaw[] {
  return flaws.map(({ member, says, clause }) => {
    const full = path === '' ? member : `${path}.${member}`
    const found = members.find((one) => one.path.join('.') === full)
    return found
      ? { at: found.valueAt, length: found.valueLength, says, clause }
      : { at: text.length - text.trimStart().length, length: 1, says, clause }
  })
}

async function pemFacts(jwk: Jwk, isPrivate: boolean): Promise<Fact[]> {
  const pem = await pemOfJwk(jwk)
  if (pem === undefined) return []
  const name = isPrivate ? 'as PEM (PKCS #8)' : 'as PEM (SubjectPublicKeyInfo)'
  return [{ name, value: pem, clause: 'RFC 7468 §13', ...(isPrivate ? { secret: true as const } : {}) }]
}

function sameNames(keys: readonly Jwk[]): Warning[] {
  const names = keys.map(({ kid }) => kid).filter((kid) => kid !== undefined)
  const twice = names.find((kid, i) => names.indexOf(kid) < i)
  return twice === undefined
    ? []
    : [
        {
          says: `Two keys are named "${String(twice)}": a token that names one may be checked with the other.`,
          clause: 'RFC 7517 §4.5',
        },
      ]
}

function nameOf({ kid }: Jwk, i: number): string {
  return typeof kid === 'string' ? `key "${kid}"` : `key ${i + 1}`
}

function count(keys: number): string {
  const words = ['no key', 'one key', 'two keys', 'three keys', 'four keys']
  return words[keys] ?? `${keys} keys`
}

function isObject(value: unknown): value is Jwk & Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
