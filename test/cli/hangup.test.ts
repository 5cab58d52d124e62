import { afterEach, expect, it } from 'vitest'
import { available, itWith } from '../support/outside-tool.ts'
import { initialised, type Product } from '../support/product.ts'
import { atTerminal } from './terminal-session.ts'

const SCRIPT = { name: 'script (util-linux)', present: available('script') }

let product: Product
afterEach(() => {
  product.remove()
})

it.each([
  ['one process', []],
  ['two workers', ['--workers', '2']],
])('serve goes on after a hangup: %s', async (_, more) => {
  product = await initialised()
  const server = await product.serve(['--bind', '127.0.0.1:0', '-v', ...more])
  let code: number | null = null
  try {
    process.kill(server.pid, 'SIGHUP')
    await expect.poll(() => server.log()).toContain('SIGHUP')
    const answer = await fetch(`${server.url}/health`)
    expect(answer.status).toBe(200)
  } finally {
    code = await server.stop()
  }
  expect(code).toBe(0)
})

itWith(SCRIPT, 'serve goes on, and goes on logging, after its terminal was closed', async () => {
  product = await initialised()
  const session = atTerminal(product, ['serve', '-v', '--bind', '127.0.0.1:0'], '& echo "PID=$!."; wait')
  await session.sees('"msg":"listening"')
  const [, pid = '', url = ''] = /PID=(\d+)\.[^]*Listening on (http:\S+)/.exec(session.screen()) ?? []
  session.hangUp()
  await session.ended
  // What the server logs about this has nowhere to go.
  expect(await product.cli(['add', '--alias', 'a', '--key', 'ghp_0123456789'])).toMatchObject({ code: 0 })
  const status = async (path: string): Promise<number> => {
    const headers = { 'X-Vultrino-Credential': 'a' }
    return (await fetch(url + path, { headers })).status
  }
  await expect.poll(() => status('/https://elsewhere.example/')).toBe(403)
  expect(await status('/health')).toBe(200)
  process.kill(Number(pid), 'SIGTERM')
  await expect.poll(() => status('/health').catch(() => 'gone')).toBe('gone')
})
