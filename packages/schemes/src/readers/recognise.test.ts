import { beforeAll, describe, expect, it } from 'vitest'
import { loadSchemes } from '../list.ts'
import { ReaderBench, textOfReading } from '../testing/reader-bench.ts'
import { readers } from './list.ts'
import { recognise, type Source } from './recognise.ts'

const schemes = await Promise.all(
  (await loadSchemes()).map(async (scheme) => ({ scheme, readers: (await scheme.readers?.()) ?? [] })),
)
const all = [...schemes.flatMap(({ readers }) => readers), ...readers]
let sources: readonly Source[] = []

beforeAll(async () => {
  sources = await Promise.all(
    schemes.map(async ({ scheme, readers }) => ({
      readers,
      bench: (await ReaderBench.of(scheme)).bench,
    })),
  )
  const [first] = sources
  if (first) sources = [...sources, { readers, bench: { ...first.bench, credentials: undefined } }]
})

const benchOf = (id: string) => {
  const source = sources.find((one) => one.readers.some((reader) => reader.id === id))
  if (!source) throw new Error(`Unexpected reader "${id}"`)
  return source.bench
}

describe('all readers together', () => {
  it('have ids of their own', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  })

  it.each(all.filter(({ sample }) => sample))(
    '$name: its sample is read by it first',
    async ({ id, sample }) => {
      const text = (await sample?.(benchOf(id))) ?? ''
      const [best] = await recognise(text, sources)
      expect(best?.reader.id).toBe(id)
      expect(textOfReading(best?.reading)).toBe(text)
      expect(best?.reading.problems).toEqual([])
    },
  )

  it.each(all.filter(({ sample }) => sample))(
    '$name: a broken sample stops nobody',
    async ({ id, sample }) => {
      const text = (await sample?.(benchOf(id))) ?? ''
      for (let cut = 0; cut <= 12; cut++) {
        const broken = text.slice(0, Math.floor((text.length * cut) / 12))
        for (const { reading } of await recognise(broken, sources))
          expect(textOfReading(reading)).toBe(broken)
      }
    },
  )

  it.each([
    '',
    ' ',
    '\n',
    'hello world',
    'a'.repeat(10_000),
    '\u0000',
    '{}',
    '[]',
    'null',
    '-----',
    'Authorization:',
  ])('nobody fails at %j', async (text) => {
    for (const { reading } of await recognise(text, sources)) expect(textOfReading(reading)).toBe(text)
  })
})
