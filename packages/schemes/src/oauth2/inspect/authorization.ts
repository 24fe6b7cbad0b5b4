import { base64 } from '@lockstep/crypto/base64'
import { readable } from '@lockstep/http/message'
import type { Part } from '../../scheme.ts'

/** `Authorization`: a client’s own account, or a token. */
export function authorization(value: string): Part[] | undefined {
  const [, word = '', space = '', rest = ''] = /^(Basic|Bearer|DPoP)( +)(.*)$/i.exec(value) ?? []
  switch (word.toLowerCase()) {
    case 'basic':
      return [
        {
          text: word,
          id: 'auth-scheme',
          maker: 'client',
          label: 'the client, by its secret',
          explain: 'HTTP Basic with the client’s id and secret. No user has a part in it.',
          clause: 'RFC 6749 §2.3.1',
        },
        { text: space },
        {
          text: rest,
          id: 'credentials',
          maker: 'client',
          label: clientIn(rest),
          explain:
            'Id and secret, form-encoded, joined by a colon and put into Base64. Anybody can read it back.',
          clause: 'RFC 6749 §2.3.1',
          secret: true,
        },
      ]
    case 'bearer':
      return [
        {
          text: word,
          id: 'auth-scheme',
          maker: 'client',
          label: 'for whoever holds it',
          explain: 'No proof goes along: a copy of the token is as good as the token.',
          clause: 'RFC 6750 §1.2',
        },
        { text: space },
        { text: rest, ...tokenCard },
      ]
    case 'dpop':
      return [
        {
          text: word,
          id: 'auth-scheme',
          maker: 'client',
          label: 'with a proof beside it',
          explain: 'The token is bound to a key, and the field DPoP shows that the client has it.',
          clause: 'RFC 9449 §7.1',
        },
        { text: space },
        { text: rest, ...tokenCard },
      ]
    default:
      return undefined
  }
}

const tokenCard = {
  id: 'token',
  maker: 'authorization-server',
  label: 'the access token',
  explain: 'The API looks it up, or asks the server that issued it. To the client it is opaque.',
  clause: 'RFC 6749 §1.4',
  secret: true,
} as const

/** Which client it says it is: the part before the colon. */
function clientIn(encoded: string): string {
  const octets = base64.decode(encoded)
  const [id = '', ...rest] = octets ? readable(octets).split(':') : []
  return rest.length > 0 && /^[\w.~%+-]{1,30}$/.test(id) ? `${id} and its secret` : 'a client and its secret'
}
