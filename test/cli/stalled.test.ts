import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { initialised, type Product } from '../support/product.ts'

let product: Product
let server: Server
let origin: string
/** Answers whose client has gone. */
let given: string[] = []
beforeAll(async () => {
  server = createServer((request, response) => {
    const url = request.url ?? ''
    response.on('close', () => given.push(url))
    if (url === '/end') {
      response.end('arrived')
      return
    }
    // A body that begins, or does not even that, and then says nothing more.
    if (url === '/moved') response.writeHead(302, { Location: '/end' })
    else response.writeHead(500)
    response.flushHeaders()
    if (url === '/begun') response.write('some of it')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  product = await initialised()
  await product.cli(['add', '--alias', 'target', '--key', '-', '--host', origin], 'loopback-key-0123456789')
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  product.remove()
})

it.each(['/begun', '/silent'])('--fail does not wait for the body of %s', async (path) => {
  given = []
  const failed = await product.cli(['request', '--fail', 'target', origin + path])
  expect(failed).toMatchObject({ code: 22, stderr: 'error: the target answered 500\n' })
  await expect.poll(() => given).toEqual([path])
})

it('-L does not wait for the body of a redirect', async () => {
  const followed = await product.cli(['request', '-L', 'target', `${origin}/moved`])
  expect({ code: followed.code, out: followed.stdout.toString() }).toEqual({ code: 0, out: 'arrived' })
})
