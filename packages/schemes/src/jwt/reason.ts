import type { Difference } from '../scheme.ts'

const encodedAgain =
  'The JSON was read and written out again, with other white space or another order. What is signed are its octets, not its meaning.'

/** Why the two halves of a token usually come to differ so. */
export function reason(difference: Difference): string | undefined {
  const { component, value } = difference
  if (component === 'signature') return signatureReason(difference)
  if (isWrittenAgain(difference)) return encodedAgain
  if (component === 'alg')
    return 'The header names another algorithm than the one that was signed with. That does not change what the key is for.'
  if (component === 'kid')
    return 'The header names another key than before. The signature was made with the first one.'
  if (['claim exp', 'claim nbf', 'claim iat'].includes(component))
    return 'The time was changed after the token was signed. Only the issuer can give it more.'
  if (component.startsWith('claim '))
    return `The ${component} was changed after the token was signed. Whoever changes one has to sign again, and needs the key.`
  if (value === 'protectedHeader')
    return `The header parameter ${component} was changed after the token was signed.`
  if (value === 'claimsSet') return 'The claims were changed after the token was signed.'
  return undefined
}

function signatureReason({ client, server }: Difference): string {
  if (server.startsWith(`${client}=`) || client.startsWith(`${server}=`))
    return 'The signature has padding on one side. A JWS is base64url without any.'
  if (/[+/]/.test(client + server))
    return 'One side wrote base64 and the other base64url: + and / stand where - and _ belong.'
  return 'Header and claims agree, so the signature itself was changed or cut on its way, or another key made it.'
}

/** The same member with other white space, punctuation with other white space, or another member in its place. */
function isWrittenAgain({ client, server }: Difference): boolean {
  if (client.replace(/\s/g, '') === server.replace(/\s/g, '')) return true
  const [mine, theirs] = [memberName(client), memberName(server)]
  return mine !== undefined && theirs !== undefined && mine !== theirs
}

function memberName(member: string): string | undefined {
  return /^"((?:[^"\\]|\\.)*)"\s*:/.exec(member)?.[1]
}
