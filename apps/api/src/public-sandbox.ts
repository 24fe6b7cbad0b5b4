import { octets } from '@lockstep/http/message'

/** The one sandbox that everybody shares. It is always there, nobody owns it, and it never expires. */
export const publicSandbox = 'demo'

/** What its seeds are derived from. Everybody may know them, and the README says one. */
export const publishedKey: Uint8Array = octets('Known to everybody')
