import { type FieldLine, octets, request } from '@lockstep/http/message'
import { wireSize } from '@lockstep/http/print'
import { loadSchemes } from '@lockstep/schemes/list'
import type { Scheme } from '@lockstep/schemes/scheme'
import { openingRequest } from './opening-request.ts'
import type { Overview, OverviewPart } from './overview.ts'

/** One line of facts a scheme, in the order of the list. */
export async function readOverview(): Promise<Overview[]> {
  const schemes = await loadSchemes()
  return Promise.all(schemes.map(overviewOf))
}

async function overviewOf(scheme: Scheme): Promise<Overview> {
  const { slug, name, facts } = scheme
  const line = fieldLine(facts.travels)
  return {
    slug,
    name,
    proof: facts.proof,
    travels: line ? [{ text: `${line[0]}: ` }, ...partsOf(scheme, line)] : [{ text: facts.travels }],
    trips: facts.roundTrips.first,
    opens: await opens(scheme),
    size: line ? sizeOf(slug, line) : null,
  }
}

/** Tried on a sandbox of zeros: whether there is such a request does not depend on the secrets in it. */
async function opens(scheme: Scheme): Promise<boolean> {
  const [origin, sandbox] = ['http://localhost', 'zeros']
  const secret = (_name: string, bytes = 32) => new Uint8Array(bytes)
  const request = await openingRequest(scheme, {
    origin,
    sandbox,
    base: `/s/${sandbox}`,
    credentials: scheme.sandbox.credentials({ origin, sandbox, secret }),
    now: () => 0,
    random: (bytes) => new Uint8Array(bytes),
  })
  return request !== null
}

function fieldLine(travels: string): FieldLine | undefined {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): *(.+)$/.exec(travels) ?? []
  return name && value ? [name, value] : undefined
}

/** The same GET as curl sends it, with this field in it. The proof is the whole field line. */
function sizeOf(slug: string, line: FieldLine): Overview['size'] {
  const message = request('GET', `/s/demo/${slug}/whoami`, [
    ['Host', 'localhost:8787'],
    line,
    ['User-Agent', 'curl/8.14.1'],
    ['Accept', '*/*'],
  ])
  return { bytes: wireSize(message), proof: octets(`${line.join(': ')}\r\n`).length }
}

/** The value in pieces, each with the hue of the party that made it. */
function partsOf(scheme: Scheme, [name, value]: FieldLine): OverviewPart[] {
  const parties = scheme.walkthroughs.flatMap(({ parties }) => parties)
  const parts = scheme.inspect(value, { kind: 'field', name, of: 'request' }) ?? []
  if (parts.map(({ text }) => text).join('') !== value) return [{ text: value }]
  return parts.map(({ text, maker }) => {
    const hue = parties.find(({ id }) => id === maker)?.hue
    return hue ? { text, hue } : { text }
  })
}
