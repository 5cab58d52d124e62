import { expect, it } from 'vitest'
import type { Found } from '../contract/proxy-under-test.ts'
import { LeakSearch } from '../leak/find-leaks.ts'
import { noTrace } from './no-trace.ts'
import type { Bench } from './run-case.ts'

const SECRET = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7n'
const KEY = 'vk_0123456789abcdefghijklmnopqrstuv'
const found = (where: string, text: string): Found => ({ where, bytes: Buffer.from(text) })

const judged = async (of: string, ...traces: Found[]): Promise<string> => {
  const bench = {
    running: { traces: () => Promise.resolve(traces) },
    search: new LeakSearch([{ name: 'it', secret: SECRET }]),
    keys: [KEY],
  } as unknown as Bench
  return (await noTrace(bench, of)).outcome
}

it.each([
  ['clean', found('endpoint /metrics', 'HTTP/1.1 200 OK\r\n\r\nup 1')],
  ['leaked', found('endpoint /metrics', `HTTP/1.1 200 OK\r\n\r\n${SECRET}`)],
  ['leaked', found('endpoint /metrics', `HTTP/1.1 200 OK\r\n\r\n${KEY}`)],
  // To know a key by.
  ['clean', found('endpoint /metrics', `HTTP/1.1 200 OK\r\n\r\n${KEY.slice(0, 11)}…`)],
  ['broke', found('endpoint /metrics', 'HTTP/1.1 404 Not Found\r\n\r\n')],
  ['not-applicable', found('stderr', SECRET)],
])('is %s', async (outcome, trace) => {
  expect(await judged('endpoint /metrics', trace)).toBe(outcome)
})

it.each([
  ['clean', found('command list', 'bearer api_key')],
  ['leaked', found('command list', `bearer ${SECRET}`)],
  ['broke', found('command list', '')],
])('is %s of what a command prints', async (outcome, trace) => {
  expect(await judged('command', trace)).toBe(outcome)
})
