import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { newProduct, type Product } from '../support/product.ts'

/** The product with nothing but an address and a key: no vault, no password. */
export function clientOf(url: string, key?: string): Product {
  const client = newProduct()
  delete client.env['VULTRINO_PASSWORD']
  delete client.env['VULTRINO_CONFIG']
  client.env['VULTRINO_URL'] = url
  if (key !== undefined) client.env['VULTRINO_API_KEY'] = key
  return client
}

/** Makes a key with a role of its own; the first of a product closes its doors to callers without one. */
export async function keyWith(owner: Product, name: string, role: readonly string[]): Promise<string> {
  await owner.cli(['role', 'create', name, ...role])
  const { stdout } = await owner.cli(['key', 'create', name, '--role', name, '--json'])
  return (JSON.parse(stdout.toString()) as { key: string }).key
}

export interface OpenListener {
  readonly origin: string
  close(): void
}

/** A plain HTTP server on loopback. */
export async function listening(answer: RequestListener): Promise<OpenListener> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
