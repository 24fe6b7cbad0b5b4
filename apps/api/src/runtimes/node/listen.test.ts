import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { listen } from './listen.ts'

it('lets go of whoever reads no further, though the answer has no end', async () => {
  let timeout: number | undefined
  const listener = await listen(['127.0.0.1'], 0, (incoming, outgoing) => {
    timeout = incoming.socket.timeout
    // As if a minute had passed.
    incoming.socket.setTimeout(200)
    outgoing.write('x'.repeat(32 * 1024 * 1024))
  })
  const socket = connect({ host: '127.0.0.1', port: listener.port })
  socket.on('error', () => {})
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await after(800)
  expect(timeout).toBe(60_000)
  // All that was on its way is read, and then there is no more of it.
  let read = 0
  socket.on('data', (piece) => {
    read += piece.length
  })
  await once(socket, 'close')
  expect(read).toBeLessThan(32 * 1024 * 1024)
  await listener.close()
})
