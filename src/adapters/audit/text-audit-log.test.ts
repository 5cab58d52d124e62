import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import { FileAuditLog } from './file-audit-log.node.ts'
import { TextAuditLog } from './text-audit-log.node.ts'
import { textLine } from './text-line.ts'

const entry: AuditEntry = {
  requestId: 'r1',
  surface: 'http',
  principal: 'local',
  ip: '127.0.0.1',
  action: 'http_request',
  credential: 'github-api',
  method: 'GET',
  url: 'https://api.github.com/user?page=',
  time: Date.UTC(2024, 0, 15, 10, 30),
  decision: 'allow',
  error: null,
}
const result: AuditResult = {
  requestId: 'r1',
  time: entry.time + 12,
  outcome: 'complete',
  status: 200,
  bytes: 20,
  durationMs: 12,
  redactions: 1,
  error: null,
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vultrino-text-audit-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('has the documented form', () => {
  expect(textLine(entry, result)).toBe(
    '2024-01-15T10:30:00Z HTTP http_request credential=github-api url=https://api.github.com/user?page= method=GET ' +
      'status=200 key=- key_name=- role=- ip=127.0.0.1 decision=allow outcome=complete bytes=20 duration_ms=12 ' +
      'redactions=1 principal=local request_id=r1\n',
  )
  expect(textLine({ ...entry, decision: 'deny', error: 'destination_denied' }, null)).toContain(
    ' decision=deny error=destination_denied ',
  )
})

it.each(['a b', 'x\nforged HTTP line', 'a"b', 'a=b', 'ü', '\u2028', 'back\\slash'])(
  'no value can forge a line: %j',
  (method) => {
    const line = textLine({ ...entry, method }, result)
    expect(line).toMatch(/^[\x20-\x7e]+\n$/)
    const [, quoted = ''] = / method=("(?:[^"\\]|\\.)*") status=/.exec(line) ?? []
    expect(JSON.parse(quoted)).toBe(method)
  },
)

it('writes a line when an exchange is over, and the inner log as well', async () => {
  const path = join(folder, 'sub', 'audit.log')
  const log = new TextAuditLog(new FileAuditLog(join(folder, 'audit.jsonl')), path)
  await log.record(entry)
  log.complete(result)
  await log.record({ ...entry, requestId: 'r2', decision: 'deny', error: 'not_found' })
  await log.close()
  expect(readFileSync(path, 'utf8')).toBe(
    textLine(entry, result) +
      textLine({ ...entry, requestId: 'r2', decision: 'deny', error: 'not_found' }, null),
  )
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(folder, 'audit.jsonl'), 'utf8').trim().split('\n')).toHaveLength(3)
})

it('refuses while the file cannot be opened', async () => {
  writeFileSync(join(folder, 'file'), '')
  const log = new TextAuditLog(
    new FileAuditLog(join(folder, 'audit.jsonl')),
    join(folder, 'file', 'audit.log'),
  )
  await expect(log.record(entry)).rejects.toMatchObject({ code: 'audit_unavailable' })
  await log.close()
})
