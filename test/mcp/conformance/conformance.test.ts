import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAuthFront, type AuthFront } from '../http/auth-front.ts'
import { openMcpDoor, type McpDoor } from '../http/door.ts'
import { createFixtureServer } from './fixture-server.ts'

const PACKAGE = join(import.meta.dirname, '../../../node_modules/@modelcontextprotocol/conformance')
const TASKS = 'The extension io.modelcontextprotocol/tasks is not offered: no call outlives its request'

/**
 * What a requirement set runs and does not count, and that does not pass. None of it is about the transport. Each set runs
 * the whole list of its file; whatever is not named here passes.
 */
const NOT_APPLICABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '2025-11-25': {},
  '2026-07-28': {
    'tasks-lifecycle': TASKS,
    'tasks-capability-negotiation': TASKS,
    'tasks-wire-fields': TASKS,
    'tasks-request-state-removal': TASKS,
    'tasks-mrtr-input': TASKS,
    'tasks-request-headers': TASKS,
    'tasks-dispatch-and-envelope': TASKS,
    'tasks-required-task-error': TASKS,
    'tasks-mrtr-composition': TASKS,
  },
}

let door: McpDoor
let front: AuthFront
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vultrino-conformance-'))
  door = await openMcpDoor(createFixtureServer)
  front = await startAuthFront(door.url, door.key.token)
})

afterAll(async () => {
  await front.close()
  await door.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Scenarios by outcome, as the summary of a run has them, and its exit code. */
async function run(revision: string): Promise<{ code: number | null; outcomes: Map<string, boolean> }> {
  const args = ['server', '--url', `${front.url}/mcp`, '--requirements', revision, '--output-dir', folder]
  const child = spawn(process.execPath, [join(PACKAGE, 'dist/index.js'), ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder },
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  const summary = said.slice(said.indexOf('=== SUMMARY ==='))
  const lines = summary.matchAll(/^([✓✗]) (\S+): \d+ passed/gm)
  return { code, outcomes: new Map([...lines].map(([, mark, name = '']) => [name, mark === '✓'])) }
}

/** The scenarios that a revision requires of a server. */
function required(revision: string): readonly string[] {
  const text = readFileSync(join(PACKAGE, `requirements/${revision}.yaml`), 'utf8')
  const [, list = ''] = /^server:\n((?: +(?:- .+|#.*)?\n|\n)+)/m.exec(text) ?? []
  return [...list.matchAll(/^ +- (\S+)$/gm)].map(([, name = '']) => name)
}

describe.each(Object.keys(NOT_APPLICABLE))('the conformance suite, requirements of %s', (revision) => {
  it('passes', { timeout: 120_000 }, async () => {
    const { code, outcomes } = await run(revision)
    const scored = required(revision)
    expect(scored.length).toBeGreaterThan(25)
    expect(scored.filter((name) => outcomes.get(name) !== true)).toEqual([])
    const failing = [...outcomes].flatMap(([name, passed]) => (passed ? [] : [name]))
    expect(failing.toSorted()).toEqual(Object.keys(NOT_APPLICABLE[revision] ?? {}).toSorted())
    expect(code).toBe(0)
  })
})

it('the front that adds the key is what lets the suite in', async () => {
  const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
  const without = await fetch(`${door.url}/mcp`, asked)
  const through = await fetch(`${front.url}/mcp`, asked)
  await Promise.all([without.text(), through.text()])
  expect([without.status, through.status]).toEqual([401, 400])
})
