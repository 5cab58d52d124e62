import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { initialised, type Product } from '../support/product.ts'

const PROGRAM = join(import.meta.dirname, '../../bin/vultrino.js')

let product: Product
beforeAll(async () => {
  product = await initialised()
})
afterAll(() => product.remove())

it('where the web UI cannot listen, `start` shuts the proxy again and ends', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const args = ['start', '--bind', '127.0.0.1:0', '--web-bind', `127.0.0.1:${String(port)}`]
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: product.env })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.end()
  try {
    expect(await once(child, 'close')).toEqual([2, null])
  } finally {
    child.kill('SIGKILL')
    taken.close()
  }
  expect(stderr).toContain('error: cannot listen: the address is in use')
})
