import type { Part } from '../../scheme.ts'
import { namer } from './pairs.ts'

/** `Cookie`: pairs of name and value. */
export function cookies(value: string): Part[] {
  const named = namer()
  return value.split(/(; *)/).flatMap((piece) => pairOf(piece, named))
}

/** `Set-Cookie`: the pair, then what the user agent shall do with it. */
export function setCookie(value: string): Part[] {
  const [pair = '', ...attributes] = value.split(/(?=; *)/)
  return [
    ...pairOf(pair, namer()),
    ...attributes.map((text): Part => ({ text, ...attributeCard(text), breaks: true })),
  ]
}

function pairOf(pair: string, named: (name: string) => string): Part[] {
  const at = pair.indexOf('=')
  if (at < 0) return pair === '' ? [] : [{ text: pair }]
  const kind =
    pair.startsWith('oauth1-flows-') || pair.startsWith('__Secure-oauth1-flows-') ? 'flows' : 'session'
  return [{ text: pair.slice(0, at + 1) }, { text: pair.slice(at + 1), id: named(kind), ...cards[kind] }]
}

const cards = {
  flows: {
    maker: 'client',
    label: 'flows begun here',
    explain: 'Reader’s cookie: the flows that this user agent began. A callback of any other is not taken.',
    clause: 'RFC 5849 §4.13',
  },
  session: {
    maker: 'server',
    label: 'who is logged in',
    explain: 'The server’s cookie: it stands for the log-in until it ends, so it is covered here.',
    clause: 'RFC 6265 §4.1',
    secret: true,
  },
} as const

function attributeCard(text: string): Partial<Part> {
  const name = text.replace(/^; */, '').split('=', 1)[0]?.toLowerCase() ?? ''
  return Object.hasOwn(attributes, name) ? { id: name, ...attributes[name] } : {}
}

const attributes: Readonly<Record<string, Pick<Part, 'label' | 'explain' | 'clause'>>> = {
  path: {
    label: 'where it is sent back',
    explain: 'Only to targets at or below this path: each sandbox and each of its worlds has its own.',
    clause: 'RFC 6265 §4.1.2.4',
  },
  httponly: {
    label: 'not for scripts',
    explain: 'A script in the page cannot read it.',
    clause: 'RFC 6265 §4.1.2.6',
  },
  'max-age': {
    label: 'for how long',
    explain: 'Seconds until the user agent forgets it.',
    clause: 'RFC 6265 §4.1.2.2',
  },
  secure: {
    label: 'over TLS only',
    explain: 'The user agent never sends it over plain HTTP.',
    clause: 'RFC 6265 §4.1.2.5',
  },
  samesite: {
    label: 'not with foreign requests',
    explain:
      'With Lax it goes along when another site leads here by a link, and not when one posts a form here.',
  },
}
