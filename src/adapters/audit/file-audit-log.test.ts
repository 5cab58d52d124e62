import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import { FileAuditLog } from './file-audit-log.node.ts'

const ENTRY: AuditEntry = {
  time: Date.UTC(2024, 0, 15, 10, 30),
  requestId: '0123456789abcdef',
  surface: 'http',
  principal: 'key',
  key: 'vk_a1b2c3d4',
  keyName: 'claude-key',
  role: 'ai-agent',
  ip: '127.0.0.1',
  action: 'http_request',
  credential: 'github-api',
  method: 'GET',
  url: 'https://api.github.com/user',
  decision: 'allow',
  error: null,
  policy: 'github',
  rule: 'rule 1',
}
const RESULT: AuditResult = {
  time: ENTRY.time,
  requestId: ENTRY.requestId,
  outcome: 'complete',
  status: 200,
  bytes: 12,
  durationMs: 34,
  redactions: 1,
  error: null,
}

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vultrino-audit-'))
  path = join(folder, 'audit.jsonl')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const read = (file = path): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown)

describe('the audit file', () => {
  it('holds one JSON line an event, in order, for its owner alone', async () => {
    const log = new FileAuditLog(path)
    await log.record(ENTRY)
    expect(read()).toEqual([{ ...ENTRY, type: 'intent', time: '2024-01-15T10:30:00.000Z' }])
    log.complete(RESULT)
    await log.record({ ...ENTRY, time: ENTRY.time + 1, decision: 'deny', error: 'forbidden' })
    await log.close()
    expect(read().slice(1)).toEqual([
      { ...RESULT, type: 'result', time: '2024-01-15T10:30:00.000Z' },
      { ...ENTRY, type: 'intent', time: '2024-01-15T10:30:00.001Z', decision: 'deny', error: 'forbidden' },
    ])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('has what was recorded before `record` resolves, and results at the latest on close', async () => {
    const log = new FileAuditLog(path)
    await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        await log.record({ ...ENTRY, requestId: String(i) })
        expect(readFileSync(path, 'utf8')).toContain(`"requestId":"${String(i)}"`)
      }),
    )
    log.complete(RESULT)
    await log.close()
    expect(read()).toHaveLength(201)
  })

  it('takes back the rights that others had', async () => {
    writeFileSync(path, '', { mode: 0o666 })
    const log = new FileAuditLog(path)
    await log.record(ENTRY)
    await log.close()
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('keeps a line a line, whatever it is about', async () => {
    const log = new FileAuditLog(path)
    const text = fc.string({ unit: 'binary' })
    await fc.assert(
      fc.asyncProperty(text, text, async (url, credential) => {
        await log.record({ ...ENTRY, url, credential })
        expect(read().at(-1)).toMatchObject({ type: 'intent', url, credential })
      }),
      { numRuns: 100 },
    )
    await log.close()
    expect(read()).toHaveLength(100)
  })

  it('ends a line that a crash has torn', async () => {
    appendFileSync(path, '{"type":"intent","ti')
    const log = new FileAuditLog(path)
    await log.record(ENTRY)
    await log.close()
    const [torn, whole] = readFileSync(path, 'utf8').split('\n')
    expect(torn).toBe('{"type":"intent","ti')
    expect(JSON.parse(whole ?? '')).toMatchObject({ type: 'intent', requestId: ENTRY.requestId })
  })

  it('takes the lines of several processes', () => {
    const count = 300
    const script = join(import.meta.dirname, '../../../test/http/support-audit-writer.node.ts')
    const started = `node="$1"; shift; "$node" "$@" a & "$node" "$@" b & "$node" "$@" c & wait`
    const run = spawnSync('sh', [
      '-c',
      started,
      'sh',
      process.execPath,
      '--no-warnings',
      script,
      path,
      String(count),
    ])
    expect(run.stderr.toString()).toBe('')
    const ids = read().map((event) => (event as AuditEntry).requestId)
    for (const name of ['a', 'b', 'c']) expect(ids.filter((id) => id.startsWith(name))).toHaveLength(count)
  })

  it('is found again after it was moved away', async () => {
    const log = new FileAuditLog(path)
    await log.record(ENTRY)
    renameSync(path, `${path}.1`)
    await expect
      .poll(
        async () => {
          await log.record(ENTRY)
          return statSync(path, { throwIfNoEntry: false })?.size ?? 0
        },
        { timeout: 10_000, interval: 100 },
      )
      .toBeGreaterThan(0)
    await log.close()
    expect(read(`${path}.1`)[0]).toMatchObject({ type: 'intent' })
  })
})

describe('an audit file that cannot be written', () => {
  it('refuses everybody in the group, and works again once it can', async () => {
    symlinkSync('/dev/full', path)
    const log = new FileAuditLog(path)
    const group = await Promise.allSettled([log.record(ENTRY), log.record(ENTRY), log.record(ENTRY)])
    expect(group.map((settled) => settled.status === 'rejected' && (settled.reason as Error))).toEqual(
      Array(3).fill(expect.objectContaining({ code: 'audit_unavailable' })),
    )
    log.complete(RESULT)
    await expect(log.record(ENTRY)).rejects.toMatchObject({
      code: 'audit_unavailable',
      cause: { code: 'ENOSPC' },
    })
    rmSync(path)
    await log.record({ ...ENTRY, requestId: 'later' })
    await log.close()
    // What had been done is still told; what was refused is not.
    expect(read()).toMatchObject([
      { type: 'result', requestId: ENTRY.requestId },
      { type: 'intent', requestId: 'later' },
    ])
  })

  it('is unavailable without its folder, and after close', async () => {
    const log = new FileAuditLog(join(folder, 'missing', 'audit.jsonl'))
    await expect(log.record(ENTRY)).rejects.toMatchObject({ code: 'audit_unavailable' })
    await log.close()
    await expect(log.record(ENTRY)).rejects.toMatchObject({ code: 'audit_unavailable' })
  })

  it('remembers results only so long, and says how many it forgot', async () => {
    symlinkSync('/dev/full', path)
    const log = new FileAuditLog(path)
    for (let i = 0; i < 10_100; i++) log.complete(RESULT)
    await expect(log.record(ENTRY)).rejects.toMatchObject({ code: 'audit_unavailable' })
    rmSync(path)
    await log.record(ENTRY)
    await log.close()
    const events = read()
    expect(events).toHaveLength(10_002)
    expect(events[0]).toMatchObject({ type: 'lost', results: 100 })
  })

  it('that fills up in the middle of a line loses no other line', () => {
    // A file size limit makes the kernel write what still fits, then fail: a disk that fills up, for anybody.
    const script = join(import.meta.dirname, '../../../test/http/support-audit-writer.node.ts')
    const limited = `trap '' XFSZ; ulimit -f 4; exec "$0" "$@"`
    const run = spawnSync('bash', ['-c', limited, process.execPath, '--no-warnings', script, path, '40', 'x'])
    const [recorded = 0, refused = 0] = run.stdout.toString().split(' ').map(Number)
    expect([recorded > 0, refused > 0, recorded + refused]).toEqual([true, true, 40])
    const lines = readFileSync(path, 'utf8').split('\n')
    expect(lines.at(-1)).not.toBe('')
    const log = new FileAuditLog(path)
    return log
      .record(ENTRY)
      .then(() => log.close())
      .then(() => {
        const after = readFileSync(path, 'utf8').split('\n')
        const whole = after.filter((line) => line.endsWith('}'))
        expect(whole.map((line) => (JSON.parse(line) as AuditEntry).requestId)).toEqual([
          ...Array.from({ length: recorded }, (_, i) => `x${String(i)}`),
          ENTRY.requestId,
        ])
      })
  })
})
