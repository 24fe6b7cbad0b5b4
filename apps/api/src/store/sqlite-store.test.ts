import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { StoreUnavailable } from '@lockstep/store/store'
import { storeSuite } from '@lockstep/store/testing/store-suite'
import { afterAll, describe, expect, it } from 'vitest'
import { afterPrefix } from './after-prefix.ts'
import { SqliteStore } from './sqlite-store.ts'

const directory = mkdtempSync(join(tmpdir(), 'lockstep-store-'))
afterAll(() => rmSync(directory, { recursive: true }))
let files = 0
const newFile = () => join(directory, `${files++}.sqlite`)

storeSuite('SqliteStore', (now) => {
  const file = newFile()
  const handles = Array.from({ length: 8 }, () => new SqliteStore(file, now))
  return {
    handles,
    close: () => {
      for (const each of handles) each.close()
    },
  }
})

/** Starts a process that claims `count` keys in the file. */
function claimant(file: string, count: number) {
  const program = fileURLToPath(new URL('testing/claimant.ts', import.meta.url))
  const child = spawn(process.execPath, [program, file, '0', String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  const ended = once(child, 'close')
  return { child, ended, won: () => told.split('\n').slice(0, -1).map(Number) }
}

describe('several processes on one file', () => {
  it('has exactly one winner for each of 1,000 keys', async () => {
    const file = newFile()
    new SqliteStore(file, Date.now).close()
    const racers = Array.from({ length: 4 }, () => claimant(file, 1000))
    await Promise.all(racers.map(({ ended }) => ended))
    expect(racers.map(({ child }) => child.exitCode)).toEqual([0, 0, 0, 0])
    const won = racers.flatMap((racer) => racer.won()).toSorted((a, b) => a - b)
    expect(won).toEqual(Array.from({ length: 1000 }, (_, i) => i))
  })

  it('loses no claim that was answered when the process is killed', async () => {
    const file = newFile()
    const { child, ended, won } = claimant(file, 1_000_000)
    while (won().length < 500) await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await ended
    expect(child.signalCode).toBe('SIGKILL')
    const store = new SqliteStore(file, Date.now)
    expect(won().length).toBeGreaterThanOrEqual(500)
    expect(won().filter((i) => store.claim(`race/${i}`, { ttl: 3600 }))).toEqual([])
    expect(store.claim('race/1000001', { ttl: 3600 })).toBe(true)
    store.close()
  })
})

it('keeps rows, claims and counts over a restart', () => {
  const file = newFile()
  const before = new SqliteStore(file, Date.now)
  before.put('k', { a: 1 })
  before.claim('c', {})
  before.increment('n', {})
  before.close()
  const after = new SqliteStore(file, Date.now)
  expect(after.get('k')).toEqual({ a: 1 })
  expect(after.claim('c', {})).toBe(false)
  expect(after.increment('n', {})).toBe(2)
  after.close()
})

it('is readable for its owner only, with the files beside it', () => {
  const file = newFile()
  const store = new SqliteStore(file, Date.now)
  store.put('k', 1)
  const names = readdirSync(directory).filter((name) => join(directory, name).startsWith(file))
  expect(names).toHaveLength(3)
  expect(names.map((name) => (statSync(join(directory, name)).mode & 0o777).toString(8))).toEqual([
    '600',
    '600',
    '600',
  ])
  store.close()
})

it('lets expired rows go while others are written', () => {
  let clock = 0
  const store = new SqliteStore(newFile(), () => clock)
  for (let i = 0; i < 2_000; i++) store.claim(`old/${i}`, { ttl: 60 })
  clock = 60_000
  for (let i = 0; i < 1_000; i++) store.claim(`new/${i}`, { ttl: 60 })
  clock = 0
  expect(store.list('old/')).toEqual([])
  expect(store.list('new/')).toHaveLength(1_000)
  store.close()
})

it('says with one error that the file cannot be used, and goes on when it can', () => {
  const file = newFile()
  const store = new SqliteStore(file, Date.now)
  store.put('k', 1)
  const other = new DatabaseSync(file)
  other.exec('ALTER TABLE rows RENAME TO away')
  const uses = [
    () => store.get('k'),
    () => store.put('k', 2),
    () => store.delete('k'),
    () => store.list(''),
    () => store.clear(''),
    () => store.claim('c', {}),
    () => store.increment('n', {}),
  ]
  for (const use of uses) expect(use).toThrow(StoreUnavailable)
  other.exec('ALTER TABLE away RENAME TO rows')
  other.close()
  expect(store.list('')).toEqual([['k', 1]])
  expect(() => store.put('k', () => {})).toThrow(TypeError)
  store.close()
})

it('does not take a write back because rows could not be swept after it', () => {
  let clock = 0
  const file = newFile()
  const store = new SqliteStore(file, () => clock)
  store.claim('a', { ttl: 1 })
  const other = new DatabaseSync(file)
  other.exec(`CREATE TRIGGER full BEFORE DELETE ON rows BEGIN SELECT RAISE(ABORT, 'full'); END`)
  other.close()
  clock = 10_000
  for (let i = 0; i < 200; i++) expect(store.claim(`b/${i}`, { ttl: 60 })).toBe(true)
  expect(store.list('b/')).toHaveLength(200)
  store.close()
})

describe('afterPrefix', () => {
  it.each([
    ['', null],
    ['s/a/', 's/a0'],
    ['\u{d7ff}', '\u{e000}'],
    ['a\u{10ffff}', 'b'],
    ['\u{10ffff}', null],
  ])('of %j is %j', (prefix, after) => {
    expect(afterPrefix(prefix)).toBe(after)
  })
})
