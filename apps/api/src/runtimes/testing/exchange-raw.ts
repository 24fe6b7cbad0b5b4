import { connect } from 'node:net'

/** Sends these octets to a port of this machine and gives everything that comes back until the end. */
export function exchangeRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(text, 'latin1'))
    socket.setEncoding('latin1').on('data', (more: string) => {
      answer += more
    })
    socket.on('error', reject).on('close', () => resolve(answer))
  })
}
