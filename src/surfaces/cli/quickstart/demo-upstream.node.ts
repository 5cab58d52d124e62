import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the demonstration target noticed about one request. */
export interface Sighting {
  readonly line: string
  readonly authorization: string | undefined
}

export interface DemoUpstream {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** Every request that arrived, oldest first. */
  readonly seen: readonly Sighting[]
  close(): void
}

type Route = (request: IncomingMessage) => { status: number; body: unknown }

/**
 * A small real API on loopback. `/me` wants the bearer token; `/echo` gives back whatever it received, as
 * debugging routes do, in plain text and in base64.
 */
export async function startDemoUpstream(token: string): Promise<DemoUpstream> {
  const seen: Sighting[] = []
  const routes: Readonly<Record<string, Route>> = {
    '/me': ({ headers }) =>
      headers.authorization === `Bearer ${token}`
        ? { status: 200, body: { login: 'demo-user', plan: 'pro' } }
        : { status: 401, body: { message: 'Bad credentials' } },
    '/echo': ({ headers }) => ({
      status: 200,
      body: {
        auth: headers.authorization,
        b64: Buffer.from(headers.authorization ?? '').toString('base64'),
      },
    }),
  }
  const server = createServer((request, response) => {
    seen.push({
      line: `${request.method ?? ''} ${request.url ?? ''}`,
      authorization: request.headers.authorization,
    })
    const { status, body } = routes[request.url ?? '']?.(request) ?? {
      status: 404,
      body: { message: 'Not Found' },
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    seen,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
