import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { clientOf, keyWith } from '../cli/support-client.ts'
import { initialised, type Product } from '../support/product.ts'
import { listen } from './support-events-stream.ts'

const PROGRAM = join(import.meta.dirname, '../../bin/vultrino.js')

let owner: Product
let key: string
beforeAll(async () => {
  owner = await initialised()
  key = await keyWith(owner, 'all-of-it', ['--permissions', 'read,write,update,delete,execute'])
})
afterAll(() => owner.remove())

it('a server that ends does not wait for those who follow the log', async () => {
  const server = await owner.serve()
  const events = await listen(`${server.url}/v1/audit/stream`, key)
  expect(events.status).toBe(200)
  expect(await server.stop()).toBe(0)
  await events.ended
  expect(server.log()).toMatch(/"?cut"?[:=] ?0/)
})

it('tail -f goes on when its server starts anew, and misses nothing meanwhile', async () => {
  const first = await owner.serve()
  const client = clientOf(first.url, key)
  const args = ['audit', 'tail', '-f', '-n', '0', '--json', '--action', 'credential.*']
  const tail = spawn(process.execPath, [PROGRAM, ...args], {
    env: client.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  tail.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => tail.once('close', resolve))
  const add = (alias: string): Promise<unknown> =>
    owner.cli(['add', '--alias', alias, '--key', '-', '--host', 'api.example.com'], 'sk-0123456789')
  try {
    let tries = 0
    await expect
      .poll(
        async () => {
          await add(`before-${String(tries++)}`)
          return text
        },
        { timeout: 20_000 },
      )
      .toContain('"before-')
    await first.stop()
    await add('meanwhile')
    const second = await owner.serve(['--bind', new URL(first.url).host])
    await add('after')
    await expect.poll(() => text, { timeout: 20_000 }).toContain('"after"')
    const aliases = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { credential: string }).credential)
    expect(aliases.filter((alias) => !alias.startsWith('before-'))).toEqual(['meanwhile', 'after'])
    expect(new Set(aliases).size).toBe(aliases.length)
    tail.kill('SIGINT')
    expect(await ended).toBe(130)
    await second.stop()
  } finally {
    tail.kill('SIGKILL')
    client.remove()
  }
})
