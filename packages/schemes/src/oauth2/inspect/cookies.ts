import type { Part } from '../../scheme.ts'
import { type Cards, cardIn, namer } from './cards.ts'

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
    ...attributes.map((text): Part => {
      const name = text.replace(/^; */, '').split('=', 1)[0]?.toLowerCase() ?? ''
      const card = cardIn(attributeCards, name)
      return { text, ...(card ? { id: name, ...card } : {}), breaks: true }
    }),
  ]
}

function pairOf(pair: string, named: (name: string) => string): Part[] {
  const at = pair.indexOf('=')
  if (at < 0) return pair === '' ? [] : [{ text: pair }]
  const kind = /^(?:__Secure-)?\w+-flows-/.test(pair) ? 'flows' : 'session'
  return [{ text: pair.slice(0, at + 1) }, { text: pair.slice(at + 1), id: named(kind), ...kinds[kind] }]
}

const kinds = {
  flows: {
    maker: 'client',
    label: 'flows begun here',
    explain: 'Reader’s cookie: the state and the server of each flow that this user agent began.',
    clause: 'RFC 6749 §10.12; RFC 9207 §2.4',
  },
  session: {
    maker: 'authorization-server',
    label: 'who is logged in',
    explain: 'The server’s cookie. It stands for the log-in until it ends, so it is covered here.',
    clause: 'RFC 6265 §4.1',
    secret: true,
  },
} as const

const attributeCards: Cards = {
  path: {
    label: 'where it is sent back',
    explain: 'To targets at or below this path, so that no world of this lab sees the cookies of another.',
    clause: 'RFC 6265 §4.1.2.4',
  },
  httponly: {
    label: 'not for scripts',
    explain: 'No script in a page reads it.',
    clause: 'RFC 6265 §4.1.2.6',
  },
  'max-age': {
    label: 'for how long',
    explain: 'Seconds until the user agent forgets it.',
    clause: 'RFC 6265 §4.1.2.2',
  },
  secure: {
    label: 'over TLS only',
    explain: 'It is never sent over plain HTTP.',
    clause: 'RFC 6265 §4.1.2.5',
  },
  samesite: {
    label: 'not with foreign requests',
    explain:
      'Lax: it goes along with a link from elsewhere, and not with a form that another site posts here.',
  },
}
