/** What the stories say besides how they end. */
import { describe, expect, it } from 'vitest'
import { candidatePasswords } from '../candidate-passwords.ts'
import { failedCheck, Lab } from '../testing/lab.ts'
import { attacks } from './attacks.ts'
import { jwt } from './index.ts'
import { legacySecret } from './sandbox.ts'

function story(id: string) {
  const found = attacks.find((attack) => attack.id === id)
  if (!found) throw new Error(`Unexpected attack "${id}"`)
  return found
}

describe('a key that comes with the token', () => {
  it('counts by address in no world, and inside the header only in the weakened one', async () => {
    const run = await new Lab([jwt]).attack(jwt, story('bring-your-own-key'))
    expect(run.with.exchanges.map(failedCheck)).toEqual(['header-brings-no-key', 'header-brings-no-key'])
    expect(run.without?.exchanges.map(failedCheck)).toEqual(['key-known', undefined])
  })
})

describe('the search for the secret', () => {
  const { search } = story('guessed-secret')

  it('finds the one word out of a thousand, on what was caught alone', async () => {
    const lab = new Lab([jwt])
    const { exchanges } = (await lab.attack(jwt, story('guessed-secret'))).with
    const caught = search?.caught(exchanges) ?? ''
    const words = (await search?.words()) ?? []
    expect(words).toHaveLength(1000)
    const fitting: string[] = []
    for (const word of words) if (await search?.fits(word, caught)) fitting.push(word)
    expect(fitting).toEqual([legacySecret(lab.server())])
    expect(candidatePasswords).toContain(fitting[0])
  })

  it('has nothing to try where nothing was caught, and fits no other text', async () => {
    expect(search?.caught([])).toBeUndefined()
    for (const text of ['', '.', 'a.b', 'a.b.c']) expect(await search?.fits('secret1', text)).toBe(false)
  })
})
