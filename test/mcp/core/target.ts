import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export interface McpTarget {
  readonly origin: string
  readonly seen: Seen[]
  /** How many exchanges on `/hang` and `/slow` were ended by the other side. */
  cut(): number
  /** Resolves at the next request to this path. */
  asked(path: string): Promise<void>
  /** Resolves when an exchange was ended by the other side. */
  wasCut(): Promise<void>
  close(): Promise<void>
}

/** Some beginning, then nothing more. */
const SLOW_MS = 1300
const LARGE = 3_000_000

/** A target that shows what it got, and misbehaves where it is asked to. */
export async function startMcpTarget(): Promise<McpTarget> {
  const seen: Seen[] = []
  const waiting = new Map<string, () => void>()
  let cut = 0
  let onCut = (): void => undefined
  const rows: Readonly<Record<string, (response: ServerResponse, origin: string) => void>> = {
    '/hang': (response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).write('begun')
    },
    '/slow': (response) => {
      setTimeout(() => response.end('at last'), SLOW_MS)
    },
    '/large': (response) => {
      response.setHeader('content-type', 'text/plain')
      response.end('é'.repeat(LARGE / 2))
    },
    '/binary': (response) => response.end(Buffer.from([0, 255, 254, 1])),
    '/away': (response, origin) => response.writeHead(302, { location: `${origin}/echo?from=away` }).end(),
    '/round': (response) => response.writeHead(302, { location: '/round' }).end(),
    '/abroad': (response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
    '/twice': (response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2'])
      response.end('ok')
    },
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const body = Buffer.concat(chunks)
      seen.push({ method, url, headers, body })
      response.on('close', () => {
        if (response.writableFinished) return
        cut += 1
        onCut()
      })
      const [path = ''] = url.split('?')
      waiting.get(path)?.()
      const row = rows[path]
      if (row !== undefined) {
        row(response, origin)
        return
      }
      const shown = { method, url, headers, body: body.toString('base64') }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(shown))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  return {
    origin,
    seen,
    cut: () => cut,
    asked: (path) => new Promise((resolve) => waiting.set(path, resolve)),
    wasCut: () => new Promise((resolve) => (onCut = resolve)),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
