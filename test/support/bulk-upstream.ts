import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface BulkUpstream {
  readonly origin: string
  close(): Promise<void>
}

/** One chunk of text that repeats no secret; bulk bodies are many of it. */
export const BULK_CHUNK = Buffer.from(
  'Nothing to see here, only a long and ordinary body of text. '.repeat(1093),
).subarray(0, 65_536)

/** SHA-256, hex, of a bulk body of that many bytes (a multiple of the chunk). */
export function bulkDigest(bytes: number): string {
  const hash = createHash('sha256')
  for (let sent = 0; sent < bytes; sent += BULK_CHUNK.length) hash.update(BULK_CHUNK)
  return hash.digest('hex')
}

/** `GET /BYTES` gives a body of that size; `PUT` answers with the size and digest of what it received. */
export async function startBulkUpstream(): Promise<BulkUpstream> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET') {
      const hash = createHash('sha256')
      let bytes = 0
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        hash.update(chunk)
      })
      request.on('end', () => response.end(JSON.stringify({ bytes, sha256: hash.digest('hex') })))
      return
    }
    let left = Number(request.url?.slice(1))
    response.writeHead(200, { 'content-length': left, 'content-type': 'application/octet-stream' })
    const more = (): void => {
      while (left > 0) {
        left -= BULK_CHUNK.length
        if (!response.write(BULK_CHUNK)) {
          response.once('drain', more)
          return
        }
      }
      response.end()
    }
    more()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
