import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { searchAudit } from '../../src/manage/audit/search-audit.ts'
import { entry } from './support-events.ts'
import { signer, TestLog } from './support-log.ts'
import { sha256Digest } from '../../src/adapters/audit-store/sha256-digest.node.ts'
import { verifyAudit } from '../../src/manage/audit/verify-audit.ts'

const SCRIPT = join(import.meta.dirname, 'support-audit-process.node.ts')
const NOBODY = 65534

/** A process that records, and what it has said. */
class Recorder {
  readonly lines: string[] = []
  readonly process: ChildProcess

  constructor(args: readonly string[], before = '') {
    const command = `${before} exec "$0" --no-warnings "$@"`
    this.process = spawn('bash', ['-c', command, process.execPath, SCRIPT, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    if (this.process.stdout === null) throw new Error('no output')
    createInterface(this.process.stdout).on('line', (line) => this.lines.push(line))
  }

  /** Ids of the requests of which it said this. */
  said(word: 'done' | 'refused'): string[] {
    return this.lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.split(' ')[1] ?? '')
  }

  async until(word: 'done' | 'refused', count: number): Promise<void> {
    await expect
      .poll(() => this.said(word).length, { timeout: 30_000, interval: 10 })
      .toBeGreaterThanOrEqual(count)
  }

  async end(signal?: 'SIGKILL'): Promise<number | null> {
    const closed = once(this.process, 'close')
    if (signal !== undefined) this.process.kill(signal)
    else this.process.stdin?.end()
    const [code] = (await closed) as [number | null]
    return code
  }
}

let log: TestLog
beforeEach(() => {
  log = new TestLog()
})
afterEach(() => log.remove())

const ids = async (): Promise<string[]> => {
  const found: string[] = []
  for (let before: number | undefined; ;) {
    const page = await searchAudit(log.store, log.index, {}, { limit: 1000, before })
    found.push(...page.records.map(({ requestId }) => requestId))
    if (page.next === null) return found
    before = page.next
  }
}

/** The chain alone: the processes sign with keys of their own. */
const chainHolds = async (): Promise<unknown> =>
  verifyAudit(log.store, { digest: sha256Digest, check: () => true, publicKey: signer.publicKey })

it('64 callers over two processes: one chain, and every request once, with its end', async () => {
  const [a, b] = [new Recorder([log.path, 'a', '3000', '32']), new Recorder([log.path, 'b', '3000', '32'])]
  expect(await Promise.all([once(a.process, 'close'), once(b.process, 'close')])).toEqual([
    [0, null],
    [0, null],
  ])
  expect([a.said('done').length, b.said('done').length]).toEqual([3000, 3000])
  const found = await ids()
  expect(found.toSorted()).toEqual([...a.said('done'), ...b.said('done')].toSorted())
  expect(await chainHolds()).toMatchObject({
    intact: true,
    summary: { rows: 12_000, open: 0, signed: 12_000 },
  })
})

it('kill -9: all that was promised is there, and the log goes on', async () => {
  const said: string[] = []
  for (const name of ['k', 'l', 'm']) {
    const one = new Recorder([log.path, name, '0', '8'])
    await one.until('done', 200)
    await one.end('SIGKILL')
    said.push(...one.said('done'))
  }
  await log.write([entry('after')])
  const found = new Set(await ids())
  expect(said.length).toBeGreaterThanOrEqual(600)
  expect([...said, 'after'].filter((id) => !found.has(id))).toEqual([])
  expect(await chainHolds()).toMatchObject({ intact: true })
})

describe('nothing is allowed that cannot be recorded, and it recovers by itself', () => {
  it('when the disk is full', async () => {
    // A file size limit is a disk that fills up, for anybody; lifted from outside, as somebody frees space.
    const one = new Recorder([log.path, 'f', '0', '4'], `trap '' XFSZ; ulimit -Sf 600;`)
    await one.until('refused', 8)
    const before = one.said('done').length
    expect(before).toBeGreaterThan(0)
    expect(one.lines.find((line) => line.startsWith('refused'))).toMatch(
      /The audit log cannot be written, so no credential is used/,
    )
    const lifted = spawn('prlimit', ['--pid', String(one.process.pid), '--fsize=unlimited'], {
      stdio: 'inherit',
    })
    expect((await once(lifted, 'close'))[0]).toBe(0)
    await one.until('done', before + 100)
    expect(await one.end()).toBe(0)
    expect((await ids()).toSorted()).toEqual(one.said('done').toSorted())
    // Those who were allowed before have their ends, though these could not be written for a while.
    expect(await chainHolds()).toMatchObject({ intact: true, summary: { open: 0 } })
  })

  it('when the folder is read-only', async () => {
    await log.write([entry('first')])
    log.store.close()
    const root = process.getuid?.() === 0
    if (root) for (const path of [log.folder, log.path]) chownSync(path, NOBODY, NOBODY)
    chmodSync(log.path, 0o400)
    chmodSync(log.folder, 0o500)
    const one = new Recorder([log.path, 'r', '0', '2', ...(root ? [String(NOBODY)] : [])])
    await one.until('refused', 5)
    expect(one.said('done')).toEqual([])
    chmodSync(log.folder, 0o700)
    chmodSync(log.path, 0o600)
    await one.until('done', 20)
    expect(await one.end()).toBe(0)
    expect((await ids()).toSorted()).toEqual(['first', ...one.said('done')].toSorted())
    expect(await chainHolds()).toMatchObject({ intact: true, summary: { open: 0 } })
  })

  it('when another process keeps the database locked for a while', async () => {
    const writing = log.open()
    await writing.record(entry('a'))
    let written = false
    const locking = new DatabaseSync(log.path)
    locking.exec('BEGIN IMMEDIATE')
    const waiting = writing.record(entry('b')).then(() => (written = true))
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 1))
    expect(written).toBe(false)
    locking.exec('ROLLBACK')
    locking.close()
    await waiting
    await writing.close()
    expect((await ids()).toSorted()).toEqual(['a', 'b'])
  })
})
