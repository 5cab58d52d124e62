import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface AuthFront {
  readonly url: string
  close(): Promise<void>
}

/** Passes everything on to a server, with a bearer key that its client cannot send. */
export async function startAuthFront(url: string, token: string): Promise<AuthFront> {
  const { hostname, port } = new URL(url)
  const server = createServer((request, response) => {
    const onward = ask({
      hostname,
      port,
      method: request.method,
      path: request.url,
      // The fields as they came: Host and Origin among them.
      headers: [...request.rawHeaders, 'Authorization', `Bearer ${token}`],
      agent: false,
    })
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.rawHeaders)
      response.flushHeaders()
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${at.port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
