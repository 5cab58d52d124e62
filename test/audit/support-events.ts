import type { AuditEntry, AuditResult } from '../../src/domain/audit-event.ts'

const ENTRY: AuditEntry = {
  time: Date.UTC(2024, 0, 15, 10, 30),
  requestId: 'r',
  surface: 'http',
  principal: 'key',
  key: 'vk_a1b2c3d4',
  keyName: 'claude-key',
  role: 'ai-agent',
  ip: '127.0.0.1',
  action: 'http_request',
  credential: 'github-api',
  method: 'GET',
  url: 'https://api.github.com/user?page=',
  decision: 'allow',
  error: null,
  policy: null,
  rule: null,
}

export const entry = (requestId: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...ENTRY,
  requestId,
  ...more,
})

export const refusal = (requestId: string, more: Partial<AuditEntry> = {}): AuditEntry =>
  entry(requestId, { decision: 'deny', error: 'policy_denied', policy: 'github', rule: 'rule 1', ...more })

export const result = (requestId: string, more: Partial<AuditResult> = {}): AuditResult => ({
  requestId,
  time: ENTRY.time + 34,
  outcome: 'complete',
  status: 200,
  bytes: 12,
  durationMs: 34,
  redactions: 1,
  error: null,
  ...more,
})
