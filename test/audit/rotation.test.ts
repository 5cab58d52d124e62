import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteAuditLog } from '../../src/adapters/audit-store/sqlite-audit-log.node.ts'
import { SqliteAuditStore } from '../../src/adapters/audit-store/sqlite-audit-store.node.ts'
import { TextAuditLog } from '../../src/adapters/audit/text-audit-log.node.ts'
import { startTarget } from '../api/target.ts'
import { initialised } from '../support/product.ts'
import { entry, refusal, result } from './support-events.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vultrino-rotation-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Ids of the lines of all files, each line whole. */
function idsIn(logs: string): string[] {
  const lines = readdirSync(logs).flatMap((name) => readFileSync(join(logs, name), 'utf8').split('\n'))
  const ids = lines.filter((line) => line !== '').map((line) => / request_id=(\S+)$/.exec(line)?.[1] ?? line)
  for (const line of lines) if (line !== '') expect(line).toMatch(/^\d{4}-\d\d-\d\dT\S+ HTTP \S+ credential=/)
  return ids
}

/** Two logs over the same files, as two processes would have them, as busy as they can be. */
async function underLoad(path: string, rotate: (logs: readonly TextAuditLog[]) => void): Promise<string[]> {
  const database = join(folder, 'state.db')
  const logs = [1, 2].map(() => new TextAuditLog(new SqliteAuditLog({ path: database }), path))
  const ids: string[] = []
  let over = false
  const write = async (log: TextAuditLog, name: string): Promise<void> => {
    for (let i = 0; !over; i++) {
      const id = `${name}-${String(i)}`
      await log.record(i % 3 === 0 ? refusal(id) : entry(id))
      if (i % 3 !== 0) log.complete(result(id))
      ids.push(id)
      if (i % 50 === 0) await sleep(1)
    }
  }
  const writing = logs.flatMap((log, i) => [write(log, `a${String(i)}`), write(log, `b${String(i)}`)])
  for (let i = 0; i < 20; i++) {
    await sleep(25)
    rotate(logs)
  }
  over = true
  await Promise.all(writing)
  await Promise.all(logs.map((log) => log.close()))
  const store = new SqliteAuditStore(database)
  const { last } = await store.extent()
  store.close()
  const results = ids.filter((id) => Number(id.split('-')[1]) % 3 !== 0).length
  expect(last?.sequence).toBe(ids.length + results)
  return ids.toSorted()
}

describe('a text file that others rotate while it is written', () => {
  const paths = (): { logs: string; path: string } => {
    const logs = mkdtempSync(join(folder, 'logs-'))
    writeFileSync(join(logs, 'audit.log'), '')
    return { logs, path: join(logs, 'audit.log') }
  }
  let next = 0
  const away = (path: string): void => {
    try {
      renameSync(path, `${path}.${String(++next)}`)
    } catch {
      // It has not been made anew yet.
    }
  }

  it.each([true, false])('by renaming it loses and doubles nothing (told: %s)', async (told) => {
    const { logs, path } = paths()
    const ids = await underLoad(path, (open) => {
      away(path)
      if (told) for (const log of open) log.reopen()
    })
    expect(idsIn(logs).toSorted()).toEqual(ids)
    if (told) expect(readdirSync(logs).length).toBeGreaterThan(5)
  })

  it('by copying and emptying it tears and doubles nothing, and state.db has what fell between the two', async () => {
    const { logs, path } = paths()
    const ids = await underLoad(path, () => {
      copyFileSync(path, `${path}.${String(++next)}`)
      truncateSync(path)
    })
    // Both in one turn of this very process: nothing can fall between.
    expect(idsIn(logs).toSorted()).toEqual(ids)
  })
})

it('a server goes on with a new file when it is told by SIGHUP, and loses no line', async () => {
  const product = await initialised()
  const target = await startTarget()
  try {
    const logs = join(folder, 'logs')
    const path = join(logs, 'audit.log')
    writeFileSync(
      join(product.folder, 'config.toml'),
      `[logging]\naudit_file = ${JSON.stringify(path)}\n[limits]\nproxy_per_minute = 0\n`,
    )
    await product.cli(
      ['add', '--alias', 'github-api', '--key', '-', '--host', target.origin],
      'sk-0123456789',
    )
    const server = await product.serve(['--bind', '127.0.0.1:0', '--workers', '2'])
    const ids: string[] = []
    let count = 0
    let over = false
    const call = async (): Promise<void> => {
      while (!over) {
        const url = `${target.origin}/${String(count++)}`
        const answer = await fetch(`${server.url}/${url}`, {
          headers: { 'X-Vultrino-Credential': 'github-api' },
        })
        await answer.text()
        ids.push(url)
      }
    }
    const calling = [call(), call(), call(), call()]
    for (let i = 1; i <= 5; i++) {
      await sleep(100)
      renameSync(path, `${path}.${String(i)}`)
      process.kill(server.pid, 'SIGHUP')
      await expect.poll(() => readdirSync(logs).includes('audit.log')).toBe(true)
    }
    over = true
    await Promise.all(calling)
    expect(await server.stop()).toBe(0)
    const proxied = readdirSync(logs)
      .flatMap((name) => readFileSync(join(logs, name), 'utf8').trimEnd().split('\n'))
      .filter((line) => line.includes(' http_request '))
    const told = proxied.map((line) => / url=(\S+) /.exec(line)?.[1])
    expect(told.toSorted()).toEqual(ids.toSorted())
    expect(ids.length).toBeGreaterThan(10)
  } finally {
    await target.close()
    product.remove()
  }
})
