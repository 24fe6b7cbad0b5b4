/** What a claim costs with few rows and with a million, for both drivers. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteStore } from '@lockstep/api/store/sqlite-store'
import { MemoryStore } from '@lockstep/store/memory-store'
import type { Store } from '@lockstep/store/store'
import { median, row } from './lib/measure.ts'

const rows = Number(process.env.BENCH_ROWS ?? 1_000_000)

export async function benchStore(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-bench-'))
  const sqlite = new SqliteStore(join(directory, 'bench.sqlite'), Date.now)
  console.log(`\nA claim, median µs of 5 × 2,000, empty and with ${rows.toLocaleString('en')} rows`)
  const widths = [10, 8, 8, 8]
  console.log(row(['', 'empty', 'full', 'ratio'], widths))
  for (const [name, store] of [
    ['memory', new MemoryStore(Date.now)],
    ['SQLite', sqlite],
  ] as const) {
    const empty = await microsAClaim(store, 'before')
    for (let i = 0; i < rows; i++) await store.claim(`s/box${i % 1000}/-/nonce/${i}`, { ttl: 3600 })
    const full = await microsAClaim(store, 'after')
    console.log(row([name, empty.toFixed(2), full.toFixed(2), (full / empty).toFixed(2)], widths))
  }
  sqlite.close()
  rmSync(directory, { recursive: true })
}

async function microsAClaim(store: Store, prefix: string): Promise<number> {
  const runs: number[] = []
  for (let run = 0; run < 5; run++) {
    const started = performance.now()
    for (let i = 0; i < 2000; i++) await store.claim(`s/measured/-/${prefix}/${run}/${i}`, { ttl: 3600 })
    runs.push(((performance.now() - started) * 1000) / 2000)
  }
  return median(runs)
}
