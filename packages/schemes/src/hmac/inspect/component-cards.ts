import type { Card } from './pieces.ts'

type Maker = 'signer' | 'verifier'
type Words = Pick<Card, 'label' | 'explain' | 'clause'>

/** What is said of a component identifier as it is written, `"@query-param";name="b"`. */
export function componentCard(text: string, maker: Maker): Card {
  const name = /^"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text
  return {
    id: name,
    maker,
    breaks: true,
    ...(Object.hasOwn(components, name) ? components[name] : otherComponent(name)),
  }
}

/** What is said of a signature parameter. */
export function parameterCard(name: string, maker: Maker): Card {
  return { id: name, maker, ...(Object.hasOwn(parameters, name) ? parameters[name] : unknownParameter) }
}

function otherComponent(name: string): Words {
  return name.startsWith('@') ? unknownComponent : fieldComponent
}

const components: Readonly<Record<string, Words>> = {
  '@method': {
    label: 'covers the method',
    explain: 'A signature for GET is worth nothing for POST. Upper and lower case differ.',
    clause: 'RFC 9421 §2.2.1',
  },
  '@authority': {
    label: 'covers host and port',
    explain: 'In lower case, without a default port. It takes the place of Host, which a page cannot set.',
    clause: 'RFC 9421 §2.2.3',
  },
  '@path': {
    label: 'covers the path',
    explain: 'As it stands on the request line, without the query.',
    clause: 'RFC 9421 §2.2.6',
  },
  '@query': {
    label: 'covers the query',
    explain: 'With its question mark, which is there even where the query is empty.',
    clause: 'RFC 9421 §2.2.7',
  },
  '@query-param': {
    label: 'covers one query parameter',
    explain: 'The one that is named. The other parameters can be changed unnoticed.',
    clause: 'RFC 9421 §2.2.8',
  },
  '@target-uri': {
    label: 'covers the whole address',
    explain: 'Scheme, authority, path and query in one line.',
    clause: 'RFC 9421 §2.2.2',
  },
  '@request-target': {
    label: 'covers the request-target',
    explain: 'Path and query as one, as they stand on the request line.',
    clause: 'RFC 9421 §2.2.5',
  },
  '@scheme': {
    label: 'covers http or https',
    explain: 'The scheme of the address, in lower case.',
    clause: 'RFC 9421 §2.2.4',
  },
  'content-digest': {
    label: 'covers the body’s digest',
    explain: 'This is how a body gets under a signature: by the field that holds its hash.',
    clause: 'RFC 9421 §7.2.8',
  },
}

const fieldComponent: Words = {
  label: 'covers this field',
  explain: 'All lines of the field, without white space around them, joined by commas.',
  clause: 'RFC 9421 §2.1',
}
const unknownComponent: Words = {
  label: 'no component of requests',
  explain: 'A name with @ that this verifier does not know for a request. It refuses the signature.',
  clause: 'RFC 9421 §2.2, §2.5',
}

const parameters: Readonly<Record<string, Words>> = {
  created: {
    label: 'when it was signed',
    explain: 'Seconds since 1970, by the signer’s clock. Within 300 seconds of the verifier’s it is recent.',
    clause: 'RFC 9421 §2.3, §3.2.1',
  },
  expires: {
    label: 'good until then',
    explain: 'Seconds since 1970. The verifier may take an earlier end, and never a later one.',
    clause: 'RFC 9421 §2.3',
  },
  nonce: {
    label: 'the signer’s nonce',
    explain: 'Random, and signed with the rest. The verifier takes each one of a key once.',
    clause: 'RFC 9421 §2.3, §7.2.2',
  },
  keyid: {
    label: 'which key, no secret',
    explain: 'Tells the verifier which key to compute with.',
    clause: 'RFC 9421 §2.3',
  },
  alg: {
    label: 'must agree with the key',
    explain:
      'May be left out. The key decides on the algorithm; where this says another one, the signature is refused.',
    clause: 'RFC 9421 §2.3, §3.2',
  },
  tag: {
    label: 'which application',
    explain: 'For verifiers that serve several applications. This one does not look at it.',
    clause: 'RFC 9421 §2.3, §7.2.7',
  },
}

const unknownParameter: Words = {
  label: 'signed, not understood',
  explain: 'It is in the last line of the signature base like the others. This verifier makes nothing of it.',
  clause: 'RFC 9421 §2.3',
}
