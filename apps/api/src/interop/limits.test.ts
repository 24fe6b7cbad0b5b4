/** What is too much is told so, with the seconds to wait. */
import { describe, expect, it } from 'vitest'
import { startInteropLab } from './testing/interop-lab.ts'
import { readEvents } from './testing/read-events.ts'

describe('the limits', () => {
  it('are told with 429 and the seconds to wait: requests to a sandbox, streams, sandboxes', async () => {
    const small = await startInteropLab({
      LIMITS: 'sandboxRate=0.1:3,streams=1,creationRate=0.01:2',
    })
    try {
      const { running } = small
      const own = await small.newSandbox()
      const statuses: number[] = []
      let last = await fetch(own.url('/basic/whoami'))
      for (let i = 0; i < 3; i++) {
        statuses.push(last.status)
        last = await fetch(own.url('/basic/whoami'))
      }
      expect([...statuses, last.status]).toEqual([401, 401, 401, 429])
      expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(last.headers.get('exchange-id')).not.toBeNull()
      // Another sandbox is another count.
      const other = await small.newSandbox()
      expect((await fetch(other.url('/basic/whoami'))).status).toBe(401)

      const streams = []
      for (const status of [200, 429]) {
        const stream = await readEvents(`${running.origin}/api/sandboxes/${other.id}/exchanges`, {
          authorization: `Bearer ${other.ownerToken}`,
        })
        streams.push(stream)
        expect(stream.status).toBe(status)
      }
      for (const stream of streams) stream.close()

      const third = await small.call('/api/sandboxes', { method: 'POST' })
      expect(third.status).toBe(429)
      expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
    } finally {
      await small.close()
    }
  })
})
