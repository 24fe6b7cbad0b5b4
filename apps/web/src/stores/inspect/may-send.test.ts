import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SendCase, whyNotSent } from './may-send.ts'

const fine: SendCase = {
  hasEndpoint: true,
  isOwn: true,
  isSignedHere: false,
  canSign: true,
  isLive: false,
  isBroken: false,
}

describe('what may be sent', () => {
  it.each([
    ['made in the sandbox', fine],
    ['signed in the page', { ...fine, isOwn: false, isSignedHere: true }],
  ])('lets go what was %s', (_, given) => {
    expect(whyNotSent(given)).toBeUndefined()
  })

  it.each([
    ['nowhere to send it', { ...fine, hasEndpoint: false }],
    ['Sign it with a key of the sandbox', { ...fine, isOwn: false }],
    ['Begin with a sample', { ...fine, isOwn: false, canSign: false }],
    ['live credential', { ...fine, isLive: true }],
    ['live credential', { ...fine, isOwn: false, isSignedHere: true, isLive: true }],
    ['Mend it', { ...fine, isBroken: true }],
  ])('keeps it and says: %s', (words, given) => {
    expect(whyNotSent(given)).toContain(words)
  })

  it('never lets go what was neither made nor signed here', () => {
    const any = fc.record({
      hasEndpoint: fc.boolean(),
      canSign: fc.boolean(),
      isLive: fc.boolean(),
      isBroken: fc.boolean(),
    })
    fc.assert(
      fc.property(any, (given) => {
        expect(whyNotSent({ ...given, isOwn: false, isSignedHere: false })).toBeDefined()
      }),
    )
  })
})
