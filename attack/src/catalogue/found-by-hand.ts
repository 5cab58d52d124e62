import type { AttackCase } from '../contract/attack-case.ts'
import { attacks, get, type Row } from './make.ts'

/** `Range` as drafts before RFC 2068 called it; Apache still answers it. */
const ranges = (['Request-Range', 'request-range', 'Request_Range'] as const).map((name, at): Row => ({
  id: `hand-request-range-${String(at + 1)}`,
  title: `The caller asks for a slice of a body that holds the secret, by ${name}`,
  origins: { named: { does: 'ranges', body: ['<<', '{{secret}}', '>>'] } },
  steps: [get('/file', { headers: [[name, 'bytes=4-20']] })],
  expect: { is: 'scrubbed' },
}))

/** Fields by which a front server tells IIS and some frameworks which path was asked for. */
const paths = (['X-Original-URL', 'X-Rewrite-URL', 'x-original-URL', 'X_Original_URL'] as const).map(
  (name, at): Row => ({
    id: `hand-original-url-${String(at + 1)}`,
    title: `A path that is allowed, and ${name} with one that is denied`,
    credential: 'policed',
    steps: [get('/free', { headers: [[name, '/admin/keys']] })],
    expect: { is: 'obeyed' },
  }),
)

/** Found by people who attacked by hand, each a fault once. */
export const HAND_CASES: readonly AttackCase[] = [...attacks(4, {}, ranges), ...attacks(6, {}, paths)]
