import { connect } from 'node:net'

/** Sends bytes as they are and gives back every byte that came until the other side closed. */
export async function exchangeRaw(url: string, request: string | Buffer): Promise<Buffer> {
  const { hostname, port } = new URL(url)
  return await new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    const chunks: Buffer[] = []
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server that refuses an upload may reset the connection after its answer.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(Buffer.concat(chunks))
      else reject(error)
    })
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('close', () => resolve(Buffer.concat(chunks)))
    socket.write(request)
  })
}

/** A proxied GET as its bytes. */
export function proxiedGet(alias: string, target: string, headers: readonly string[] = []): string {
  const lines = [
    `GET /${target} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    `X-Vultrino-Credential: ${alias}`,
    ...headers,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}
