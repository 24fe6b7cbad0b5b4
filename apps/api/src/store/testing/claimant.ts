/** A process of its own that claims keys in a file and tells which it got: `node claimant.ts FILE FIRST COUNT`. */
import { writeSync } from 'node:fs'
import { SqliteStore } from '../sqlite-store.ts'

const [, , file = '', first = '0', count = '0'] = process.argv
const store = new SqliteStore(file, Date.now)
for (let i = Number(first); i < Number(first) + Number(count); i++) {
  // Written at once and unbuffered: what is told must have been kept, whenever this process is killed.
  if (store.claim(`race/${i}`, { ttl: 3600 })) writeSync(1, `${i}\n`)
}
store.close()
