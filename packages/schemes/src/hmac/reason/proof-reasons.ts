/** Usual causes where every input agrees. */
import { base64 } from '@lockstep/crypto/base64'
import { hex } from '@lockstep/crypto/hex'
import type { Reason } from './changes.ts'

/** Every input agrees. A whole piece of the server’s is its own value; one that ends in … is what came. */
export const proof = (secret: string): readonly Reason[] => [
  { when: ({ server }) => /^.{1,8}$/s.test(server) && !server.endsWith('…'), usual: secret },
  {
    when: ({ client, server }) => client.toUpperCase().startsWith(start(server)) && client !== server,
    usual: 'The hexadecimal digits are in upper case. They are compared as text, in lower case.',
  },
  {
    when: ({ client, server }) =>
      hex(base64.decode(client) ?? new Uint8Array()).startsWith(start(server).toLowerCase()),
    usual: 'It was sent in hexadecimal digits. Here it travels as base64.',
  },
  {
    when: ({ client, server }) => client.replaceAll('+', '-').replaceAll('/', '_').startsWith(start(server)),
    usual: 'It was sent as base64url. Here it travels as base64, with + and / and padding.',
  },
  { usual: 'Every input agrees, so the proof itself was changed on its way, or cut when it was copied.' },
]

function start(text: string): string {
  return text.replace(/…$/, '') || '\n'
}
