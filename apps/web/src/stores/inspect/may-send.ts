export type SendCase = {
  /** Whether an endpoint of the sandbox reads such a text. */
  readonly hasEndpoint: boolean
  /** The sandbox made the received text. */
  readonly isOwn: boolean
  /** It was signed in this page, by a press. */
  readonly isSignedHere: boolean
  /** It can be signed here. */
  readonly canSign: boolean
  /** It looks like it holds a live credential of a provider. */
  readonly isLive: boolean
  /** The documents make no text. */
  readonly isBroken: boolean
}

/**
 * Why a text is not sent, and what to do; undefined where it may be. Only what the lab made, or what was signed anew in
 * this page, ever leaves it: a pasted credential could open something.
 */
export function whyNotSent(given: SendCase): string | undefined {
  if (!given.hasEndpoint) return 'Nothing in the sandbox takes such a text, so there is nowhere to send it.'
  if (given.isLive)
    return 'It looks like it holds a live credential, so it stays on this page. Take that out, and it can go.'
  if (!given.isOwn && !given.isSignedHere)
    return given.canSign
      ? 'It was not made in this sandbox, so it stays on this page. Sign it with a key of the sandbox, and it can go.'
      : 'It was not made in this sandbox, so it stays on this page. Begin with a sample to send one.'
  if (given.isBroken) return 'What stands in the editor makes no text yet. Mend it, and it can go.'
  return undefined
}
