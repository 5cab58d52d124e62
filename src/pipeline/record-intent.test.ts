import { expect, it } from 'vitest'
import { VultrinoError } from '../domain/errors.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import { NOT_DECIDED } from './decided-by.ts'
import { Permit } from './permit.ts'
import { recordIntent } from './record-intent.ts'
import type { Destined } from './stages.ts'

const destined = {
  credential: { alias: 'a' },
  principal: { kind: 'owner' },
  received: { inbound: { requestId: 'r', headers: [] }, target: { auditUrl: 'https://h/' } },
} as unknown as Destined
const log = (record: AuditLog['record']): AuditLog => ({
  record,
  complete: () => undefined,
  close: () => Promise.resolve(),
})

it('what cannot be recorded is not done, and counts against no limit', async () => {
  let given = 0
  const permit = Permit.mint(destined, NOT_DECIDED, () => given++)
  const full = log(() => Promise.reject(new VultrinoError('audit_unavailable')))
  await expect(recordIntent(permit, full, { now: () => 0 })).rejects.toMatchObject({
    code: 'audit_unavailable',
  })
  expect(given).toBe(1)
  expect(() => Permit.spend(permit)).toThrow(TypeError)
})

it('what is recorded counts', async () => {
  let given = 0
  const permit = Permit.mint(destined, NOT_DECIDED, () => given++)
  const recorded = await recordIntent(
    permit,
    log(() => Promise.resolve()),
    { now: () => 0 },
  )
  expect(Permit.spend(recorded.permit)).toBe(destined)
  expect(given).toBe(0)
})
