import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import { auditEvents } from '../../../test/support/audit-events.ts'
import { SqliteAuditLog } from '../audit-store/sqlite-audit-log.node.ts'
import { TextAuditLog } from './text-audit-log.node.ts'
import { textLine } from '../../domain/audit-chain/text-line.ts'

const entry: AuditEntry = {
  requestId: 'r1',
  surface: 'http',
  principal: 'local',
  key: null,
  keyName: null,
  role: null,
  ip: '127.0.0.1',
  action: 'http_request',
  credential: 'github-api',
  method: 'GET',
  url: 'https://api.github.com/user?page=',
  time: Date.UTC(2024, 0, 15, 10, 30),
  decision: 'allow',
  error: null,
  policy: null,
  rule: null,
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

const byKey = {
  ...entry,
  principal: 'key',
  key: 'vk_a1b2c3d4',
  keyName: 'ai-agent-key',
  role: 'ai-agent',
  policy: 'github read only',
  rule: 'rule 1',
} as const

it('names key, role, policy and rule', () => {
  expect(textLine({ ...byKey, surface: 'api' }, result)).toBe(
    '2024-01-15T10:30:00Z API http_request credential=github-api url=https://api.github.com/user?page= method=GET ' +
      'status=200 key=vk_a1b2c3d4 key_name=ai-agent-key role=ai-agent ip=127.0.0.1 decision=allow ' +
      'policy="github read only" rule="rule 1" outcome=complete bytes=20 duration_ms=12 redactions=1 ' +
      'principal=key request_id=r1\n',
  )
  expect(textLine({ ...byKey, decision: 'deny', error: 'policy_denied' }, null)).toContain(
    ' status=- key=vk_a1b2c3d4 key_name=ai-agent-key role=ai-agent ip=127.0.0.1 decision=deny ' +
      'error=policy_denied policy="github read only" rule="rule 1" principal=key ',
  )
})

it('can be read with the lines of the documentation', () => {
  const file = join(folder, 'audit.log')
  const other = { ...entry, credential: 'stripe', time: entry.time + 86_400_000 }
  const denied = textLine({ ...byKey, decision: 'deny', error: 'policy_denied' }, null)
  writeFileSync(file, textLine(byKey, result) + textLine(other, result) + denied)
  const sh = (line: string): string[] =>
    execFileSync('sh', ['-c', line, 'sh', file], { encoding: 'utf8' }).trimEnd().split('\n')
  expect(sh('grep "vk_a1b2" "$1"')).toHaveLength(2)
  expect(sh('grep ai-agent-key "$1"')).toHaveLength(2)
  expect(sh('grep "policy_denied" "$1"')).toEqual([denied.trimEnd()])
  const counted = (lines: string[]): string[] => lines.map((line) => line.trim())
  expect(counted(sh(`awk '{print $4}' "$1" | sort | uniq -c`))).toEqual([
    '2 credential=github-api',
    '1 credential=stripe',
  ])
  expect(counted(sh(`grep 2024-01-16 "$1" | awk '{print $4}' | sort | uniq -c | sort -rn`))).toEqual([
    '1 credential=stripe',
  ])
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
  const log = new TextAuditLog(new SqliteAuditLog({ path: join(folder, 'state.db') }), path)
  await log.record(entry)
  log.complete(result)
  await log.record({ ...entry, requestId: 'r2', decision: 'deny', error: 'not_found' })
  await log.close()
  expect(readFileSync(path, 'utf8')).toBe(
    textLine(entry, result) +
      textLine({ ...entry, requestId: 'r2', decision: 'deny', error: 'not_found' }, null),
  )
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(auditEvents(folder).map(({ type }) => type)).toEqual(['intent', 'result', 'intent'])
})

it('refuses while the file cannot be opened', async () => {
  writeFileSync(join(folder, 'file'), '')
  const log = new TextAuditLog(
    new SqliteAuditLog({ path: join(folder, 'state.db') }),
    join(folder, 'file', 'audit.log'),
  )
  await expect(log.record(entry)).rejects.toMatchObject({ code: 'audit_unavailable' })
  await log.close()
})

it('refuses while what was recorded before could not be written to it', async () => {
  const log = new TextAuditLog(new SqliteAuditLog({ path: join(folder, 'state.db') }), '/dev/full')
  const denied = { ...entry, decision: 'deny', error: 'not_found' } as const
  await log.record(denied)
  await expect
    .poll(() =>
      log.record(denied).then(
        () => 'recorded',
        (thrown: unknown) => (thrown as { code: string }).code,
      ),
    )
    .toBe('audit_unavailable')
  await log.close()
})
