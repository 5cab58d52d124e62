import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ERRORS } from '../../src/domain/errors.ts'
import { startDemoUpstream, type DemoUpstream } from '../../src/surfaces/cli/quickstart/demo-upstream.node.ts'
import { auditEvents, type AuditEvent } from '../support/audit-events.ts'
import { initialised, type Product, type RunningServer } from '../support/product.ts'
import { exchangeRaw } from '../support/raw-client.ts'
import { SCENARIOS, type Places, type Scenario } from './scenarios.ts'

const TOKEN = 'scenario-token-0123456789'

/** What a front door made of a scenario. */
interface Seen {
  readonly code: string | null
  readonly text: string
}

let product: Product
let target: DemoUpstream
let elsewhere: DemoUpstream
let server: RunningServer
let places: Places

beforeAll(async () => {
  target = await startDemoUpstream(TOKEN)
  elsewhere = await startDemoUpstream(TOKEN)
  places = {
    target: target.origin,
    elsewhere: elsewhere.origin,
    nobody: `http://127.0.0.1:${String(await freePort())}`,
  }
  product = await initialised()
  const add = async (alias: string, ...more: string[]): Promise<void> => {
    const { code, stderr } = await product.cli(['add', '--alias', alias, '--key', '-', ...more], TOKEN)
    expect(code, stderr).toBe(0)
  }
  await add('bound', '--host', places.target)
  await add('unbound')
  await add('to-nobody', '--host', places.nobody)
  server = await product.serve()
  // That it started ends on record a moment after it listens.
  let last = -1
  const settled = (): boolean => last === (last = records().length)
  await vi.waitUntil(settled, { interval: 200, timeout: 10_000 })
})
afterAll(async () => {
  await server.stop()
  target.close()
  elsewhere.close()
  product.remove()
})

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

const records = (): AuditEvent[] => auditEvents(join(product.folder, 'data'))

const FRONT_DOORS = {
  async http({ alias, url, method = 'GET' }: Scenario): Promise<Seen> {
    const lines = [`${method} /${url(places)} HTTP/1.1`, 'Host: localhost', 'Connection: close']
    if (alias !== null) lines.push(`X-Vultrino-Credential: ${alias}`)
    const text = (await exchangeRaw(server.url, `${lines.join('\r\n')}\r\n\r\n`)).toString()
    return { code: /^x-vultrino-error: (\w+)\r$/im.exec(text)?.[1] ?? null, text }
  },
  async cli({ alias, url, method = 'GET' }: Scenario): Promise<Seen> {
    const { stdout, stderr } = await product.cli([
      'request',
      '--json',
      '-X',
      method,
      '-c',
      alias ?? '',
      url(places),
    ])
    const refused = /^\{"error":.*\}$/m.exec(stderr)?.[0]
    return {
      code: refused === undefined ? null : (JSON.parse(refused) as { error: string }).error,
      text: stdout.toString() + stderr,
    }
  },
} satisfies Record<string, (scenario: Scenario) => Promise<Seen>>

describe.each(Object.entries(FRONT_DOORS))('through %s', (surface, ask) => {
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    const before = { records: records().length, target: target.seen.length }
    const { code, text } = await ask(scenario)
    expect(code).toBe(scenario.refusal)
    expect(text).not.toContain(TOKEN)
    expect(target.seen.length - before.target).toBe(scenario.refusal === null ? 1 : 0)
    expect(elsewhere.seen).toEqual([])

    const intended = scenario.refusal === null || scenario.failedLate === true
    await expect.poll(() => records().length - before.records).toBe(intended ? 2 : 1)
    const [intent, result] = records().slice(before.records)
    expect(intent).toMatchObject({
      type: 'intent',
      surface,
      decision: intended ? 'allow' : 'deny',
      error: intended ? null : scenario.refusal,
    })
    if (intended) {
      expect(result).toMatchObject({
        type: 'result',
        requestId: intent?.['requestId'],
        error: scenario.refusal,
      })
      expect(intent?.['url']).toBe(scenario.url(places).replace(/=.*$/, '='))
    }
  })
})

it('every refusal of the table has its own status', async () => {
  for (const scenario of SCENARIOS.filter(({ refusal }) => refusal !== null)) {
    const { text } = await FRONT_DOORS.http(scenario)
    expect(text).toMatch(
      new RegExp(`^HTTP/1\\.1 ${String(ERRORS[scenario.refusal ?? 'internal_error'].status)} `),
    )
  }
})
