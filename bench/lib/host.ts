/**
 * The servers that are measured, in a process of their own: an unprotected Hono endpoint, two of Hono's own
 * middlewares as peers, and Lockstep with its limits off. Prints their origins as one line of JSON; answers `memory` on
 * its standard input with the heap in use after a collection, and `time` with the processor time it has used.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { getRequestListener } from '@hono/node-server'
import { startNode } from '@lockstep/api/runtimes/node'
import { readConfig } from '@lockstep/api/runtimes/node/config'
import { Hono } from 'hono'
import { basicAuth } from 'hono/basic-auth'
import { bearerAuth } from 'hono/bearer-auth'

const plain = new Hono()
plain.get('/open', (context) => context.json({ scheme: 'none', principal: { type: 'user', id: 'ada' } }))
plain.use('/basic', basicAuth({ username: 'ada', password: 'a long enough password' }))
plain.get('/basic', (context) => context.json({ scheme: 'basic', principal: { type: 'user', id: 'ada' } }))
plain.use('/bearer', bearerAuth({ token: 'a-long-enough-token' }))
plain.get('/bearer', (context) => context.json({ scheme: 'bearer', principal: { type: 'user', id: 'ada' } }))

const server = createServer(getRequestListener(plain.fetch))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

const dataDirectory = mkdtempSync(join(tmpdir(), 'lockstep-bench-'))
const config = readConfig({ PORT: '0', TLS_PORT: 'off', LIMITS: 'off', DATA_DIR: dataDirectory })
const lockstep = await startNode(config)

console.log(
  JSON.stringify({
    plain: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lockstep: lockstep.origin,
  }),
)

createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line === 'memory') {
      globalThis.gc?.()
      console.log(JSON.stringify(process.memoryUsage().heapUsed))
    }
    if (line === 'time') {
      const { user, system } = process.cpuUsage()
      console.log(JSON.stringify(user + system))
    }
  })
  .on('close', async () => {
    server.closeAllConnections()
    await lockstep.close()
    rmSync(dataDirectory, { recursive: true })
    process.exit(0)
  })
