import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Target {
  readonly origin: string
  readonly requests: readonly Seen[]
  close(): Promise<void>
}

/** A request as it arrived. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  /** Whether its connection was cut before the answer had been sent. */
  cut: boolean
}

/** What paths answer; any other path says `{"login":"username"}`. */
const BODIES: Readonly<Record<string, Buffer>> = {
  '/binary': Buffer.from([0xff, 0xfe, 0x00, 0x80]),
  '/large': Buffer.alloc(300_000, 'x'),
}

/** A real HTTP server that keeps what it got. `/silent` never answers. */
export async function startTarget(): Promise<Target> {
  const requests: Seen[] = []
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const { method = '', url = '', headers } = req
      const seen: Seen = { method, path: url, headers, body: Buffer.concat(chunks), cut: false }
      requests.push(seen)
      res.once('close', () => {
        seen.cut = !res.writableFinished
      })
      if (url === '/silent') return
      res.setHeader('Set-Cookie', ['a=1', 'b=2'])
      res.setHeader('X-RateLimit-Remaining', '4999')
      res.setHeader('Content-Type', 'application/json')
      res.end(BODIES[url] ?? '{"login":"username"}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    requests,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
