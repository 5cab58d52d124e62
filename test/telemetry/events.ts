import fc from 'fast-check'
import type { AuditEntry, AuditResult } from '../../src/domain/audit-event.ts'
import { ERRORS, type ErrorCode } from '../../src/domain/errors.ts'
import type { Readings, TelemetryProblem } from '../../src/ports/telemetry.ts'
import { systemRandom } from '../../src/adapters/system/random.node.ts'
import { openTelemetry, type Telemetry } from '../../src/adapters/telemetry/telemetry.node.ts'

export const entry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  requestId: 'r1',
  surface: 'http',
  principal: 'key',
  key: 'vk_abcdefgh',
  keyName: 'agent',
  role: 'executor',
  ip: '127.0.0.1',
  action: 'http_request',
  credential: 'github-api',
  method: 'GET',
  url: 'https://api.github.com/user?page=',
  time: 1_700_000_000_100,
  decision: 'allow',
  error: null,
  policy: null,
  rule: null,
  ...changes,
})

export const result = (changes: Partial<AuditResult> = {}): AuditResult => ({
  requestId: 'r1',
  time: 1_700_000_000_350,
  outcome: 'complete',
  status: 200,
  bytes: 1234,
  durationMs: 300,
  redactions: 2,
  error: null,
  ...changes,
})

export interface TestTelemetry extends Telemetry {
  readonly problems: TelemetryProblem[]
}

export async function telemetryOf(
  env: Record<string, string> = {},
  readings: Readings = {},
): Promise<TestTelemetry> {
  const problems: TelemetryProblem[] = []
  const onProblem = (problem: TelemetryProblem): void => void problems.push(problem)
  const telemetry = await openTelemetry({ version: '1.2.3', env, random: systemRandom, readings, onProblem })
  return { ...telemetry, problems }
}

const text = fc.string({ unit: 'binary', maxLength: 40 })
const error = fc.option(fc.constantFrom(...(Object.keys(ERRORS) as ErrorCode[])), { nil: null })

/** Records with anything at all in the fields that could carry a caller's text. */
export const entries: fc.Arbitrary<AuditEntry> = fc.record({
  requestId: text,
  surface: fc.oneof(fc.constantFrom('cli', 'http', 'api'), text) as fc.Arbitrary<AuditEntry['surface']>,
  principal: fc.constantFrom('owner', 'local', 'key', 'none'),
  key: fc.option(text, { nil: null }),
  keyName: fc.option(text, { nil: null }),
  role: fc.option(text, { nil: null }),
  ip: fc.option(text, { nil: null }),
  action: fc.oneof(fc.constantFrom('http_request', 'credential.add', 'server.start', '__proto__'), text),
  credential: fc.option(text, { nil: null }),
  method: fc.option(text, { nil: null }),
  url: fc.option(fc.oneof(fc.webUrl({ withQueryParameters: true }), text), { nil: null }),
  time: fc.nat(),
  decision: fc.constantFrom('allow', 'deny'),
  error,
  policy: fc.option(text, { nil: null }),
  rule: fc.option(text, { nil: null }),
})

export const results: fc.Arbitrary<Omit<AuditResult, 'requestId'>> = fc.record({
  time: fc.nat(),
  outcome: fc.constantFrom('complete', 'cut', 'failed'),
  status: fc.option(fc.integer({ min: -5, max: 1200 }), { nil: null }),
  bytes: fc.nat(),
  durationMs: fc.nat({ max: 100_000 }),
  redactions: fc.nat({ max: 5 }),
  error,
})
