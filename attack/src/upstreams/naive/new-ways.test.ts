import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FORWARD_PROXY_CASES } from '../../catalogue/1-forward-proxy.ts'
import { WEBSOCKET_WAY_CASES } from '../../catalogue/4-websocket-ways.ts'
import { WEBSOCKET_CASES } from '../../catalogue/4-websocket.ts'
import { HTTP2_ABUSE_CASES } from '../../catalogue/5-http2-abuse.ts'
import { HTTP2_CLIENT_CASES } from '../../catalogue/5-http2-client.ts'
import type { AttackCase } from '../../contract/attack-case.ts'
import type { Outcome } from '../../contract/verdict.ts'
import { openSession, planRun, runPlanned, type Session } from '../../run/run-catalogue.ts'
import { naiveGateway } from './naive-gateway.ts'

const CASES = [...FORWARD_PROXY_CASES, ...WEBSOCKET_CASES, ...WEBSOCKET_WAY_CASES, ...HTTP2_CLIENT_CASES, ...HTTP2_ABUSE_CASES] // prettier-ignore
/** Echoes that cannot travel: HTTP/2 has no reason phrase and no such fields, and this gateway passes no early hints. */
const LOST = new Set(['h2c-back-reason', 'h2c-back-connection', 'h2c-back-interim'])
/** What its faults lead to: bytes behind a handshake and bodies of a GET go on, and inner Hosts choose the secret. */
const FAULTS = [
  'ws-caller-early-request', 'ws-caller-version', 'ws-goes-host', 'h2c-smuggled-length-get', 'h2c-field-authority-host',
  'tunnel-fronted', 'tunnel-fronted-back', 'tunnel-host-twice', 'tunnel-early-connect', 'forward-host-other',
] // prettier-ignore

describe('a gateway that holds nothing back', () => {
  let session: Session
  beforeAll(async () => {
    session = await openSession(naiveGateway())
  })
  afterAll(async () => {
    await session.close()
  })

  async function outcomes(cases: readonly AttackCase[]): Promise<ReadonlyMap<string, readonly Outcome[]>> {
    const found = new Map<string, Outcome[]>()
    for (const planned of planRun(session.bench, cases)) {
      if (planned.missing !== null) continue
      const { outcome, evidence } = await runPlanned(session.bench, planned)
      expect(evidence.filter((line) => line.startsWith('in the laboratory'))).toEqual([])
      found.set(planned.attack.id, [...(found.get(planned.attack.id) ?? []), outcome])
    }
    return found
  }

  it('every secret that comes back by WebSocket, HTTP/2 or a tunnel is found', async () => {
    const echoes = CASES.filter(
      ({ kind, expect: { is }, id }) => kind === 'attack' && is === 'scrubbed' && !LOST.has(id),
    )
    const found = await outcomes(echoes)
    expect(found.size).toBeGreaterThan(90)
    expect([...found].filter(([, all]) => all.some((outcome) => outcome !== 'leaked'))).toEqual([])
  }, 240_000)

  it('every benign twin comes through', async () => {
    const found = await outcomes(CASES.filter(({ kind }) => kind === 'benign'))
    expect(found.size).toBeGreaterThan(20)
    expect([...found].filter(([, all]) => all.some((outcome) => outcome !== 'clean'))).toEqual([])
  }, 120_000)

  it('requests that nobody made, and secrets that went astray, are noticed', async () => {
    const found = await outcomes(CASES.filter(({ id }) => FAULTS.includes(id)))
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(FAULTS.map((id) => [id, ['leaked']])))
  }, 60_000)
})

describe('the cases of these ways in', () => {
  it('are as many as they should be', () => {
    const count = (surface: string): number =>
      CASES.filter(({ surfaces }) => (surfaces as readonly string[]).includes(surface)).length
    expect(count('websocket')).toBeGreaterThanOrEqual(40)
    expect(count('h2-client')).toBeGreaterThanOrEqual(25)
    expect(count('connect')).toBeGreaterThanOrEqual(20)
    expect(count('absolute-form')).toBeGreaterThanOrEqual(20)
  })
})
