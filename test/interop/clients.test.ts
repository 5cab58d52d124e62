import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { TestServer } from '../http/support-server.ts'
import { ok, startServer } from '../http/support-server.ts'
import { itWith } from '../support/outside-tool.ts'
import { SAMPLES } from './samples.ts'

const TARGET = 'https://api.github.com/user'

let server: TestServer
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vultrino-samples-'))
  server = await startServer(() =>
    Promise.resolve(ok('{"login":"octocat"}', { headers: ['Content-Type', 'application/json'] })),
  )
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

describe('the sample of the reference for', () => {
  for (const sample of SAMPLES) {
    // The samples say localhost, which may be ::1 first: clients then try 127.0.0.1.
    itWith(sample.tool, sample.name, async () => {
      const where = mkdtempSync(join(folder, 'run-'))
      const proxy = `http://localhost:${String(server.port)}`
      const printed = await sample.run({ proxy, target: TARGET, alias: 'github-api', folder: where })
      expect(printed).toContain('octocat')
      expect(server.inbound.at(-1)).toMatchObject({ url: TARGET, alias: 'github-api', method: 'GET' })
      expect(server.inbound.at(-1)?.presented).toEqual({ kind: 'local' })
    })
  }
})
