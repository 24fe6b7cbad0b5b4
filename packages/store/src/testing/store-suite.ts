/** What every store must do, whatever keeps the rows. Both drivers run it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../store.ts'

type Opened = {
  /** Eight handles on the same rows: as many connections as the driver can have, or the same one. */
  readonly handles: readonly Store[]
  close(): void
}

/** Describes a store under `name`. `make` opens an empty one that reads the time from `now`, in milliseconds. */
export function storeSuite(name: string, make: (now: () => number) => Opened): void {
  describe(name, () => {
    let clock: number
    let opened: Opened
    let store: Store

    beforeEach(() => {
      clock = Date.UTC(2026, 10, 24)
      opened = make(() => clock)
      store = opened.handles[0] as Store
    })
    afterEach(() => opened.close())

    const keys = async (prefix: string) => (await store.list(prefix)).map(([key]) => key)

    describe('values', () => {
      it.each([
        ['an object', { a: [1, null, 'ä', { b: false }], c: '' }],
        ['a string with a NUL and a quote', 'a\0b\'c"'],
        ['zero', 0],
        ['null', null],
        ['false', false],
      ])('keeps %s as it is', async (_, value) => {
        await store.put('k', value)
        expect(await store.get('k')).toStrictEqual(value)
      })

      it('has nothing where nothing was put', async () => {
        expect(await store.get('k')).toBeUndefined()
      })

      it('takes the last of two values, with its expiry', async () => {
        await store.put('k', 1, { ttl: 1 })
        await store.put('k', 2)
        clock += 60_000
        expect(await store.get('k')).toBe(2)
      })

      it('keeps what was put, not what the caller makes of it later', async () => {
        const value = { list: [1] }
        await store.put('k', value)
        value.list.push(2)
        const given = await store.get<typeof value>('k')
        given?.list.push(3)
        expect(await store.get('k')).toEqual({ list: [1] })
      })

      it('leaves out members that are undefined', async () => {
        await store.put('k', { a: undefined, b: 1 })
        expect(Object.keys((await store.get<object>('k')) ?? {})).toEqual(['b'])
      })

      it.each([
        ['octets', new Uint8Array(2)],
        ['a date', new Date(0)],
        ['NaN', Number.NaN],
        ['undefined', undefined],
      ])('refuses %s, which JSON cannot carry', async (_, value) => {
        await expect((async () => store.put('k', { value: [value] }))()).rejects.toThrow(/expected JSON/)
      })

      it('deletes one key and no other', async () => {
        await store.put('k', 1)
        await store.put('k/1', 2)
        await store.delete('k')
        expect(await keys('')).toEqual(['k/1'])
      })
    })

    describe('expiry', () => {
      it('ends a row on the millisecond', async () => {
        await store.put('k', 1, { ttl: 10 })
        clock += 9_999
        expect(await store.get('k')).toBe(1)
        clock += 1
        expect(await store.get('k')).toBeUndefined()
        expect(await keys('')).toEqual([])
      })

      it('lets an expired claim be claimed again, once', async () => {
        expect(await store.claim('k', { ttl: 10 })).toBe(true)
        clock += 10_000
        expect(await store.claim('k', { ttl: 10 })).toBe(true)
        expect(await store.claim('k', { ttl: 10 })).toBe(false)
      })

      it('never ends what has no expiry', async () => {
        await store.claim('k', {})
        clock += 1e12
        expect(await store.claim('k', {})).toBe(false)
      })
    })

    describe('claim', () => {
      it('has exactly one winner in each of 1,000 races of eight', async () => {
        const { handles } = opened
        expect(handles).toHaveLength(8)
        for (let race = 0; race < 1000; race++) {
          const won = await Promise.all(handles.map(async (each) => each.claim(`race/${race}`, { ttl: 60 })))
          expect(won.filter(Boolean)).toHaveLength(1)
        }
      })

      it('is lost to a row that was put', async () => {
        await store.put('k', 'here')
        expect(await store.claim('k', {})).toBe(false)
        expect(await store.get('k')).toBe('here')
      })

      it('can be seen by a later reader', async () => {
        await store.claim('k', {})
        expect(await store.get('k')).toBe(1)
      })
    })

    describe('increment', () => {
      it('counts every one of 800 additions by eight', async () => {
        const additions = opened.handles.flatMap((each) => Array.from({ length: 100 }, () => each))
        const counts = await Promise.all(additions.map(async (each) => each.increment('n', { ttl: 60 })))
        expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 800 }, (_, i) => i + 1))
        expect(await store.get('n')).toBe(800)
      })

      it('runs its time from the first addition and then begins at one', async () => {
        expect(await store.increment('n', { ttl: 10 })).toBe(1)
        clock += 9_999
        expect(await store.increment('n', { ttl: 10 })).toBe(2)
        clock += 1
        expect(await store.increment('n', { ttl: 10 })).toBe(1)
      })
    })

    describe('prefixes', () => {
      const rows = [
        'lone',
        's/a/-/keys/1',
        's/a/-/keys/2',
        's/a/-/keyset',
        's/a/basic.x/keys/1',
        's/ab/-/keys/1',
        's/A/-/keys/1',
        's/a',
        's/%/-/k',
        's/_/-/k',
      ]
      beforeEach(async () => {
        for (const key of rows) await store.put(key, key)
      })

      it.each([
        ['s/a/', ['s/a/-/keys/1', 's/a/-/keys/2', 's/a/-/keyset', 's/a/basic.x/keys/1']],
        ['s/a/-/keys/', ['s/a/-/keys/1', 's/a/-/keys/2']],
        ['s/a/-/key', ['s/a/-/keys/1', 's/a/-/keys/2', 's/a/-/keyset']],
        ['s/ab', ['s/ab/-/keys/1']],
        ['s/_/', ['s/_/-/k']],
        ['s/%', ['s/%/-/k']],
        ['s/a/-/keys/1', ['s/a/-/keys/1']],
        ['s/b/', []],
        ['l', ['lone']],
      ])('lists %s, by key, and nothing beside it', async (prefix, expected) => {
        expect(await store.list(prefix)).toEqual(expected.map((key) => [key, key]))
      })

      it('lists everything under the empty prefix', async () => {
        expect(await keys('')).toEqual(rows.toSorted())
      })

      it('clears one sandbox and leaves those whose names begin alike', async () => {
        await store.clear('s/a/')
        expect(await keys('')).toEqual(rows.filter((key) => !key.startsWith('s/a/')).toSorted())
        expect(await store.claim('s/a/-/keys/1', {})).toBe(true)
      })

      it('clears everything under the empty prefix', async () => {
        await store.clear('')
        expect(await keys('')).toEqual([])
      })
    })
  })
}
