import { connect } from 'node:net'

/** Sends these lines as they are, which no client would, and resolves to all that came back. */
export function rawExchange(port: number, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (data: Buffer) => (answer += data.toString('latin1')))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    socket.end(`${lines.join('\r\n')}\r\n\r\n`)
  })
}
