import { expect, it } from 'vitest'
import { systemRandom } from '../../src/adapters/system/random.node.ts'
import { recordedStream } from '../../src/manage/audit/recorded-stream.ts'
import { AuditMemory, codeOf, keyWith } from '../manage/desk.ts'

async function* three(): AsyncGenerator<number> {
  for (const one of [1, 2, 3]) yield await Promise.resolve(one)
}

async function* failing(): AsyncGenerator<number> {
  yield await Promise.resolve(1)
  throw new Error('no more')
}

const recording = (audit: AuditMemory, permissions: readonly 'read'[] = ['read']) => ({
  audit,
  clock: { now: () => 0 },
  random: systemRandom,
  caller: { surface: 'api', ip: null, principal: keyWith(permissions) } as const,
})

it.each([
  ['read to its end', three, 9, ['complete', null]],
  ['that fails', failing, 9, ['failed', 'internal_error']],
  ['left half-way', three, 1, ['failed', 'cancelled']],
  ['never begun', three, 0, ['failed', 'cancelled']],
])('a stream %s is on record once, with its end', async (_, source, takes, end) => {
  const audit = new AuditMemory()
  const stream = await recordedStream(recording(audit), 'audit.export', source)
  expect(audit.entries).toMatchObject([{ action: 'audit.export', decision: 'allow' }])
  expect(audit.results).toEqual([])
  for (let i = 0; i < takes; i++) {
    const { done = false } = await stream.next().catch(() => ({ done: true }))
    if (done) break
  }
  if (takes < 3) await stream.return?.()
  await new Promise((resolve) => setImmediate(resolve))
  expect(audit.results.map(({ outcome, error }) => [outcome, error])).toEqual([end])
})

it('a stream that is not allowed is refused before its first piece, and nothing is read for it', async () => {
  const audit = new AuditMemory()
  let begun = false
  const source = (): AsyncIterable<number> => {
    begun = true
    return three()
  }
  expect(await codeOf(recordedStream(recording(audit, []), 'audit.export', source))).toBe('forbidden')
  expect(audit.entries).toMatchObject([{ decision: 'deny', error: 'forbidden' }])
  audit.broken = true
  expect(await codeOf(recordedStream(recording(audit), 'audit.export', source))).toBe('audit_unavailable')
  expect(begun).toBe(false)
})
