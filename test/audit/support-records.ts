import fc from 'fast-check'
import { joinRecord, type AuditRecord } from '../../src/domain/audit-chain/audit-record.ts'
import type { AuditEntry } from '../../src/domain/audit-event.ts'
import type { AuditFilter } from '../../src/manage/audit/audit-filter.ts'
import { entry, refusal, result } from './support-events.ts'
import type { TestLog } from './support-log.ts'

export const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
export const START = Date.UTC(2024, 0, 15)
const anEntry: fc.Arbitrary<Partial<AuditEntry>> = fc.record({
  credential: oneOf('github-api', 'stripe', 'rare', null),
  keyName: oneOf('claude-key', 'vk_abcd', null),
  key: oneOf('vk_a1b2c3d4', 'vk_a1b2zzzz', null),
  role: oneOf('ai-agent', 'executor', null),
  action: oneOf('http_request', 'credential.add', 'role.delete'),
  surface: oneOf('http', 'cli', 'api'),
  url: oneOf('https://api.github.com/user?page=', 'https://API.stripe.com:8443/v1', null),
  time: fc.integer({ min: START, max: START + 100_000 }),
})
const optional = <T>(...values: readonly T[]): fc.Arbitrary<T | undefined> =>
  oneOf(undefined, undefined, ...values)
export const aFilter: fc.Arbitrary<AuditFilter> = fc.record({
  credential: optional('github-api', 'rare', 'nowhere'),
  key: optional('vk_a1b2', 'vk_a1b2c3d4', 'vk_abcd', 'claude-key', 'vk_a1b2c3d4e5f6'),
  role: optional('ai-agent', 'nobody'),
  decision: optional<'allow' | 'deny'>('allow', 'deny'),
  host: optional('api.github.com', 'api.stripe.com', 'api.stripe.com:8443', 'github.com'),
  action: optional('http_request', 'role.*', 'key.create'),
  error: optional('policy_denied', 'upstream_error', 'not_found'),
  surface: optional<'http' | 'cli'>('http', 'cli'),
  since: optional(START + 50_000),
  until: optional(START + 60_000),
  see: optional((record: AuditRecord) => (record.credential === 'stripe' ? record : undefined)),
})

/** Records these, whose ends come late: up to some thousand rows later, or never. Gives what the log should say. */
export async function writeRecords(log: TestLog, given: readonly AuditEntry[]): Promise<AuditRecord[]> {
  const writing = log.open()
  const records: AuditRecord[] = []
  let sequence = 0
  const pending: number[] = []
  const end = async (some: readonly number[]): Promise<void> => {
    for (const i of some) {
      const one = records[i] as AuditRecord
      const its = result(one.requestId, i % 3 === 0 ? { error: 'upstream_error', outcome: 'failed' } : {})
      writing.complete(its)
      records[i] = joinRecord(one.sequence, given[i] as AuditEntry, its)
      sequence++
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (let from = 0; from < given.length; from += 100) {
    const group = given.slice(from, from + 100)
    await Promise.all(group.map((one) => writing.record(one)))
    for (const one of group) {
      if (one.decision === 'allow' && records.length % 7 !== 0) pending.push(records.length)
      records.push({ sequence: ++sequence, ...one, result: null })
    }
    if (from % 300 === 0) await end(pending.splice(0, 150))
  }
  await end(pending.splice(0))
  await writing.close()
  return records
}

/** Entries of all kinds, the same for the same seed. */
export const sample = (count: number, seed: number): AuditEntry[] =>
  fc
    .sample(fc.tuple(anEntry, fc.boolean()), { numRuns: count, seed })
    .map(([more, allowed], i) => (allowed ? entry(`r${String(i)}`, more) : refusal(`r${String(i)}`, more)))
