import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { startDemoUpstream, type DemoUpstream } from '../../src/surfaces/cli/quickstart/demo-upstream.node.ts'
import { itWith } from '../support/outside-tool.ts'
import { initialised, type Product, type RunningServer } from '../support/product.ts'
import { SAMPLES } from './samples.ts'

const TOKEN = 'ghp_not_a_real_token_0123456789'
const TIMEOUT_MS = 300_000

let product: Product
let upstream: DemoUpstream
let server: RunningServer

beforeAll(async () => {
  upstream = await startDemoUpstream(TOKEN)
  product = await initialised()
  const added = await product.cli(
    ['add', '--alias', 'github-api', '--key', '-', '--host', upstream.origin],
    TOKEN,
  )
  expect(added).toMatchObject({ code: 0 })
  server = await product.serve()
})
afterAll(async () => {
  await server.stop()
  upstream.close()
  product.remove()
})

describe('the sample of the reference for', () => {
  for (const sample of SAMPLES) {
    itWith(
      sample.tool,
      sample.name,
      async () => {
        const folder = mkdtempSync(join(product.folder, 'run-'))
        // The samples say localhost, which may be ::1 first: clients then try 127.0.0.1.
        const proxy = server.url.replace('127.0.0.1', 'localhost')
        const printed = await sample.run({
          proxy,
          target: `${upstream.origin}/me`,
          alias: 'github-api',
          folder,
        })
        expect(printed).toContain('demo-user')
        expect(upstream.seen.at(-1)).toEqual({ line: 'GET /me', authorization: `Bearer ${TOKEN}` })
      },
      TIMEOUT_MS,
    )
  }
})
