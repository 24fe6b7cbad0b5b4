/** The parts of a key, explained. */
import type { Part } from '../../scheme.ts'
import { checksumFits, claimedId, partsOf, prefixOf } from '../key.ts'

/** A key in its three parts; what has another form stays whole. The server made every part of it. */
export function keyParts(value: string): Part[] {
  const parts = partsOf(value)
  if (!parts) return oddKeyParts(value)
  return [
    prefixPart(parts.prefix),
    {
      text: parts.body,
      id: 'key-body',
      maker: 'server',
      label: 'the secret, 160 bits',
      explain:
        'Twenty random octets as letters and digits. Whoever has read them once can call as this client.',
      clause: 'ASVS 11.5.1',
      breaks: true,
      secret: true,
    },
    {
      text: parts.checksum,
      id: 'key-checksum',
      maker: 'server',
      label: checksumFits(parts) ? 'checksum, fits' : 'checksum, does not fit',
      explain:
        'CRC-32 of what stands before it. A scanner that finds this text in a repository can tell a key from a look-alike; it protects nothing.',
      breaks: true,
    },
  ]
}

function oddKeyParts(value: string): Part[] {
  const id = claimedId(value)
  const rest: Part = {
    text: id === undefined ? value : value.slice(prefixOf(id).length),
    id: 'key',
    label: 'not a whole key',
    explain: 'A key is 51 characters: lk_live_, ten that name it, 27 that are secret, and six of checksum.',
    secret: true,
  }
  return id === undefined ? [rest] : [prefixPart(prefixOf(id)), rest]
}

function prefixPart(text: string): Part {
  return {
    text,
    id: 'key-prefix',
    maker: 'server',
    label: 'prefix, no secret',
    explain:
      'Names the key. The server looks the row up by it, dashboards and logs may show it, and scanners search for lk_live_.',
    breaks: true,
  }
}
