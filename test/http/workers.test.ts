import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseAnswer, RawSocket, sendRaw } from './support-raw-socket.ts'

interface Told {
  readonly pid: number
  readonly key: readonly number[] | null
  readonly env: string
  readonly args: readonly string[]
}

const SCRIPT = join(import.meta.dirname, 'support-workers.node.ts')
let child: ChildProcess
let output: string
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vultrino-workers-'))
})
afterEach(() => {
  child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const start = (listen: string, count: number, env: Record<string, string> = {}): void => {
  output = ''
  child = spawn(process.execPath, ['--no-warnings', SCRIPT, listen, String(count)], {
    env: { ...process.env, VULTRINO_PASSWORD: 'correct horse', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
}
const seen = async (pattern: RegExp, times: number): Promise<string[]> => {
  const found = (): string[] => [...output.matchAll(pattern)].map((match) => match[1] ?? '')
  await expect.poll(() => found().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(times)
  return found()
}
const exited = (): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode)
    else child.once('exit', (code) => resolve(code))
  })
const READY = /ready (\d+)/g
const portOf = async (): Promise<number> => Number((await seen(/url http:\/\/127.0.0.1:(\d+)/g, 1))[0])
const get = async (port: number, path = ''): Promise<string> =>
  parseAnswer(
    await sendRaw(
      port,
      `GET /https://a.example/${path} HTTP/1.1`,
      'Host: localhost',
      'Connection: close',
      '',
      '',
    ),
  ).body

describe('workers', () => {
  it('share one port, and get their key over a private channel only', async () => {
    start('127.0.0.1:0', 2)
    const pids = await seen(READY, 2)
    const port = await portOf()
    const told: Told[] = []
    for (let i = 0; i < 8; i++) told.push(JSON.parse(await get(port)) as Told)
    expect(new Set(told.map(({ pid }) => String(pid)))).toEqual(new Set(pids))
    for (const { key, env, args } of told) {
      expect(key).toEqual([1, 2, 3])
      expect(env).not.toContain('correct horse')
      expect(args.slice(2)).toEqual(['127.0.0.1:0', '2'])
    }
  })

  it('are replaced when they die', async () => {
    start('127.0.0.1:0', 2)
    const pids = await seen(READY, 2)
    const port = await portOf()
    await get(port, 'die').catch(() => undefined)
    const [lost] = await seen(/lost (\d+)/g, 1)
    expect(pids).toContain(lost)
    const [, , third] = await seen(READY, 3)
    const told: Told[] = []
    for (let i = 0; i < 8; i++) told.push(JSON.parse(await get(port)) as Told)
    const serving = new Set(told.map(({ pid }) => String(pid)))
    expect(serving.has(third ?? '')).toBe(true)
    expect(serving.has(lost ?? '')).toBe(false)
  })

  it('end what they do on SIGTERM, and hear of SIGHUP', async () => {
    start('127.0.0.1:0', 2)
    const pids = await seen(READY, 2)
    child.kill('SIGHUP')
    expect((await seen(/hup (\d+)/g, 2)).sort()).toEqual([...pids].sort())
    const raw = await RawSocket.open(await portOf())
    raw.send('GET /https://a.example/slow HTTP/1.1', 'Host: localhost', '', '')
    await new Promise((resolve) => setTimeout(resolve, 100))
    child.kill('SIGTERM')
    expect(await raw.closed()).toMatch(/\r\n\r\nslow$/)
    expect(await exited()).toBe(0)
  })

  it('that cannot start end the server with their exit code', async () => {
    start('127.0.0.1:0', 2, { TEST_FAIL: '1' })
    expect(await exited()).toBe(5)
    expect(output).toBe('')
  })

  it('share a unix socket that is for its owner alone', async () => {
    const path = join(folder, 'socket')
    start(`unix:${path}`, 2)
    await seen(READY, 2)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const raw = await RawSocket.open(path)
    raw.send('GET /health HTTP/1.1', 'Host: docker', 'Connection: close', '', '')
    expect(await raw.closed()).toMatch(/"status":"ok"/)
  })
})
