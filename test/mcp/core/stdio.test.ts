import { afterAll, beforeAll, expect, it } from 'vitest'
import { prepared, type Prepared } from './prepared.ts'
import { rawSession } from './raw-session.ts'
import { startMcpTarget, type McpTarget } from './target.ts'

let product: Prepared
let target: McpTarget

beforeAll(async () => {
  target = await startMcpTarget()
  product = await prepared(target.origin)
})
afterAll(async () => {
  await target.close()
  product.remove()
})

const askFor = (path: string): object => ({
  name: 'http_request',
  arguments: { credential: 'echo', method: 'GET', url: `${target.origin}${path}` },
})

it('a thousand calls on one connection are all answered, and stdout holds nothing but the protocol at any log level', async () => {
  const session = await rawSession(product, {
    env: { VULTRINO_LOG: 'trace' },
    args: ['-v', 'serve', '--mcp'],
  })
  const ids = Array.from({ length: 1000 }, (_, i) => session.begin('tools/call', askFor(`/n/${String(i)}`)))
  const answers = await Promise.all(ids.map((id) => session.answerTo(id)))
  const texts = answers.map(({ result }) => JSON.stringify(result))
  for (const [i, text] of texts.entries()) expect(text).toContain(`/n/${String(i)}\\`)
  expect(await session.end()).toBe(0)
  for (const line of session.stdout().toString().trimEnd().split('\n')) {
    expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' })
  }
  expect(session.stderr()).toContain('"level":"debug"')
})

it('what is no message is answered as such, and the connection goes on', async () => {
  const session = await rawSession(product)
  session.write('\n\r\n{"jsonrpc":\n')
  expect(await session.answerTo(null)).toMatchObject({ error: { code: -32700 } })
  session.write('{"id":"x1","method":5}\n')
  expect(await session.answerTo('x1')).toMatchObject({ error: { code: -32600 } })
  session.write('[{"jsonrpc":"2.0","id":"b1","method":"ping"},{"jsonrpc":"2.0","id":"b2","method":"ping"}]\n')
  expect(await session.answerTo('b1')).toMatchObject({ result: {} })
  expect(await session.answerTo('b2')).toMatchObject({ result: {} })
  expect(await session.end()).toBe(0)
})

it('a line beyond all measure is dropped as it comes', async () => {
  const session = await rawSession(product)
  const chunk = Buffer.alloc(1024 * 1024, 'x')
  for (let i = 0; i < 40; i++) session.write(chunk)
  session.write('\n')
  expect(await session.answerTo(null)).toMatchObject({ error: { code: -32600 } })
  expect((await session.call('whoami')).isError).toBe(false)
  expect(await session.end()).toBe(0)
})

it('when stdin ends, what is under way is still answered', async () => {
  const session = await rawSession(product)
  const id = session.begin('tools/call', askFor('/slow'))
  const answer = session.answerTo(id)
  expect(await session.end()).toBe(0)
  expect(JSON.stringify((await answer).result)).toContain('at last')
})

it('SIGTERM ends it soon, whatever is under way', async () => {
  const session = await rawSession(product)
  const asked = target.asked('/hang')
  session.begin('tools/call', askFor('/hang'))
  await asked
  const cut = target.wasCut()
  expect(await session.kill('SIGTERM')).toBe(0)
  await cut
})

it('SIGTERM ends it soon also when stdin has ended, as clients do both', async () => {
  const session = await rawSession(product)
  const asked = target.asked('/hang')
  session.begin('tools/call', askFor('/hang'))
  await asked
  const cut = target.wasCut()
  const ended = session.end()
  // It waits for the call, and is there to be told otherwise.
  await expect(Promise.race([ended, Promise.resolve('still there')])).resolves.toBe('still there')
  expect(await session.kill('SIGTERM')).toBe(0)
  await cut
  expect(await ended).toBe(0)
})

it('a last line needs no end', async () => {
  const session = await rawSession(product)
  session.write('{"jsonrpc":"2.0","id":"last","method":"ping"}')
  const answer = session.answerTo('last')
  expect(await session.end()).toBe(0)
  expect(await answer).toMatchObject({ result: {} })
})

it('neither password nor key is asked for where VULTRINO_API_KEY is used', async () => {
  const key = await product.key('one', 'read', 'echo')
  const session = await rawSession(product, { env: { VULTRINO_API_KEY: key } })
  expect((await session.call('whoami')).value).toMatchObject({ kind: 'key', key_name: 'one' })
  expect(await session.end()).toBe(0)
  expect(session.stderr()).not.toContain('VULTRINO_API_KEY is set but')
})
