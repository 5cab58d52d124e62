import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { available, itWith } from '../support/outside-tool.ts'
import { startApi, type ApiServer } from './support-api.ts'
import { startTarget, type Target } from './target.ts'

const CURL = { name: 'curl', present: available('curl') }

/** Each shell block of the page with the JSON block that says what it prints. */
const SAMPLES = [
  ...readFileSync('docs/api.md', 'utf8').matchAll(/```sh\n(curl [\s\S]*?)```\n\n```json\n([\s\S]*?)```/g),
].map(([, commands = '', printed = '']) => ({ commands, printed }))

let api: ApiServer
let target: Target

beforeAll(async () => {
  target = await startTarget()
  api = await startApi()
  const body = { alias: 'github-api', type: 'api_key', key: '0123456789abcdef', hosts: [target.origin] }
  await api.call('POST', '/v1/credentials', { body })
})
afterAll(async () => {
  await api.close()
  await target.close()
})

/** The names in a JSON value, and what stands under them, by kind. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, name === 'headers' ? '…' : shape(part)]),
  )
}
const shapes = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => shape(JSON.parse(line)))

async function shell(commands: string): Promise<string> {
  const text = commands
    .replaceAll('http://127.0.0.1:7878', api.url)
    .replaceAll('https://api.github.com', target.origin)
    .replaceAll(/^curl /gm, 'curl -sS ')
  const child = spawn('sh', ['-c', text], {
    env: { PATH: process.env['PATH'], VULTRINO_API_KEY: api.adminKey },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await new Promise((resolve) => child.once('close', resolve))
  return output
}

it('there are samples', () => {
  expect(SAMPLES.length).toBe(3)
})

for (const { commands, printed } of SAMPLES) {
  itWith(CURL, `docs/api.md: ${commands.split('\n', 1)[0] ?? ''}`, async () => {
    expect(shapes(await shell(commands))).toEqual(shapes(printed))
  })
}
