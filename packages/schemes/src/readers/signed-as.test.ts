import { describe, expect, it } from 'vitest'
import { differenceOf } from '../difference.ts'
import { loadSchemes } from '../list.ts'
import { ReaderBench } from '../testing/reader-bench.ts'

const all = await Promise.all(
  (await loadSchemes()).map(async (scheme) =>
    ((await scheme.readers?.()) ?? [])
      .filter(({ sample }) => sample !== undefined)
      .map(({ id }) => ({ slug: scheme.slug, id, scheme })),
  ),
)
const signed = all.flat()

describe.each(signed)('$slug: $id', ({ id, scheme }) => {
  it('tells what the signer of its sample derived, and the server derives the same', async () => {
    const at = await ReaderBench.of(scheme)
    const text = await at.sample(id)
    const edit = (await at.reader(id).read(text, at.bench))?.edit
    if (!edit?.request || !edit.signing) return expect(edit?.signedAs).toBeUndefined()
    const derivation = (await edit.signedAs?.(text)) ?? []
    expect(derivation).not.toEqual([])
    const { response, verdict } = await at.send(edit, text)
    expect(response.status).toBe(200)
    if (!verdict) throw new Error('Unexpected exchange without a verdict')
    expect(differenceOf(derivation, verdict, scheme.rules)).toBeUndefined()
  })

  it('has nothing to tell of a proof that no own key made', async () => {
    const at = await ReaderBench.of(scheme)
    const edit = (await at.reader(id).read(await at.sample(id), at.bench))?.edit
    expect((await edit?.signedAs?.('nothing of the kind')) ?? []).toEqual([])
  })
})
