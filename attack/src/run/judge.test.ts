import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { AttackCase, Expected, Own, Send, StatusRule } from '../contract/attack-case.ts'
import type { OriginName } from '../contract/laboratory.ts'
import type { Returned } from '../contract/proxy-under-test.ts'
import { Laboratory } from '../laboratory/laboratory.ts'
import { LeakSearch } from '../leak/find-leaks.ts'
import type { CarriedOut } from './carried-out.ts'
import { judge } from './judge.ts'

/** Each rule alone: with it a case of this kind fails, and without what breaks it the same case stands. */
const lab = new Laboratory()
afterAll(async () => {
  await lab.stop()
})
const secret = lab.secrets.get('bearer') ?? ''
const search = new LeakSearch([...lab.secrets].map(([name, value]) => ({ name, secret: value })))
const KEY = 'vk_0123456789abcdefghijklmnopqrstuv'

const attack = (expected: Expected, more: Partial<AttackCase> = {}): AttackCase => ({
  id: 'x', family: 1, kind: 'attack', title: 'x', surfaces: [], needs: [], credential: 'bearer', origins: {}, steps: [], expect: expected, ...more,
}) // prettier-ignore
const returned = (status: number | null, text = '', more: Partial<Returned> = {}): Returned => ({
  all: [{ where: 'socket', bytes: Buffer.from(text) }],
  answer: status === null ? null : { status, reason: '', headers: [], body: Buffer.from(text), trailers: [], interim: [] },
  ended: 'complete', firstByte: 0, lastByte: 0, own: null, ...more,
}) // prettier-ignore
const request = {
  method: 'GET', url: 'http://127.0.0.1/x', headers: [], body: null, credential: 'bearer', caller: 'agent', limit: 1,
} as const // prettier-ignore
const sent = (came: Returned, status?: StatusRule): CarriedOut => ({
  step: { do: 'send', url: '/x', ...(status === undefined ? {} : { status }) } satisfies Send,
  request,
  returned: came,
})
const own = (came: Returned, more: Partial<Own>): CarriedOut => ({
  step: { do: 'own', method: 'GET', path: '/', caller: null, ...more } satisfies Own,
  request: null,
  returned: came,
})

/** A request that carries the secret, as the target of that name sees it. */
function arrive(origin: OriginName, more: { address?: string; host?: string; target?: string; bytes?: string; method?: string } = {}): void {
  const { address = '127.0.0.1', target = '/x', method = 'GET' } = more
  const host = more.host ?? `${lab.host(origin)}:${String(lab.port(origin))}`
  const line = more.bytes ?? `Bearer ${secret}`
  const headers = [['Host', host], ['Authorization', line]] as const // prettier-ignore
  lab.observer.arrivals.push({ origin, address, version: 'HTTP/1.1', method, target, headers, body: Buffer.alloc(0), trailers: [] }) // prettier-ignore
  lab.observer.receive({}, origin, address, Buffer.from(`${method} ${target}\r\n${line}\r\n`))
  lab.observer.sent.push({ status: 200, reason: 'OK', headers: [], body: Buffer.from('ok'), trailers: [] })
} // prettier-ignore

const outcome = (of: AttackCase, done: readonly CarriedOut[]): string => {
  const { outcome: what, evidence } = judge(of, done, lab, search, ['refusal-status'], [KEY])
  return [what, ...evidence].join(': ')
}
beforeEach(() => {
  lab.begin(attack({ is: 'contained' }))
})

describe('what came back', () => {
  it('is a leak if it holds the secret, wherever it came out', () => {
    const done = [sent(returned(403, '', { all: [{ where: 'stderr', bytes: Buffer.from(secret) }] }))]
    expect(outcome(attack({ is: 'contained' }), done)).toMatch(/^leaked: the secret of bearer came back on stderr/)
  })
  it('is none if the caller brought it along', () => {
    const steps = [{ do: 'send', url: '/x', body: '{{secret:bearer}}' }] as const
    expect(outcome(attack({ is: 'contained' }, { steps }), [sent(returned(200, secret))])).toBe('clean')
  })
  it('breaks the case if it never came', () => {
    const none = sent(returned(null, '', { ended: 'timeout' }))
    expect(outcome(attack({ is: 'contained' }), [none])).toMatch(/^broke: no answer/)
  })
}) // prettier-ignore

describe('what arrived', () => {
  it.each([
    ['at another origin', () => arrive('other'), 'leaked: the secret of bearer arrived at other'],
    ['at another address', () => arrive('named', { address: '127.0.0.2' }), 'leaked: the secret of bearer arrived at another address'],
    ['under another Host', () => arrive('named', { host: 'x.example' }), 'leaked: the secret of bearer was sent under another Host'],
    ["with the caller's key", () => arrive('named', { bytes: `Bearer ${KEY}` }), "leaked: the caller's key arrived"],
    ['where it belongs', () => arrive('named'), 'clean'],
  ])('%s', (_, happens, told) => {
    happens()
    expect(outcome(attack({ is: 'kept' }), [sent(returned(200))])).toMatch(new RegExp(`^${told}`))
  })
  it('is a leak even at the origin of the secret, if that lies inside', () => {
    const inside = lab.secrets.get('inside') ?? ''
    arrive('inside', { bytes: `Bearer ${inside}` })
    expect(outcome(attack({ is: 'kept' }), [sent(returned(403))])).toMatch(/^leaked: the secret of inside arrived/)
  })
  it.each([
    ['b.wild.attack.example', 'clean'],
    ['b.c.wild.attack.example', 'leaked'],
    ['wild.attack.example', 'leaked'],
    ['b.wild.attack.example.org', 'leaked'],
  ])('may come by any name that the wildcard of its secret covers: %s', (host, told) => {
    const bytes = `Bearer ${lab.secrets.get('bywild') ?? ''}`
    arrive('bywild', { host: `${host}:${String(lab.port('bywild'))}`, bytes })
    expect(outcome(attack({ is: 'kept' }), [sent(returned(200))])).toMatch(new RegExp(`^${told}`))
  })
  it('is none if the caller sent it there itself', () => {
    arrive('other', { host: 'x.example' })
    const steps = [{ do: 'send', url: '/x', body: '{{secret:bearer}}' }] as const
    expect(outcome(attack({ is: 'kept' }, { steps }), [sent(returned(200))])).toBe('clean')
  })
  it('is a leak if it is only a connection to where nobody has any business', () => {
    lab.knocks.push('127.0.0.7:1')
    expect(outcome(attack({ is: 'kept' }), [sent(returned(403))])).toMatch(/^leaked: a connection was opened/)
  })
  it('must be asked for by name first, where the case is about names', () => {
    const named = attack({ is: 'kept' }, { names: {} })
    expect(outcome(named, [sent(returned(403))])).toMatch(/^broke: it never asked/)
  })
  it('is told if a mistake of the laboratory lies behind it', () => {
    lab.observer.mistakes.push('x')
    expect(outcome(attack({ is: 'kept' }), [sent(returned(200))])).toBe('broke: in the laboratory: x')
  })
}) // prettier-ignore

describe('what is expected', () => {
  it.each<readonly [string, Expected, () => void, CarriedOut[], string]>([
    ['blocked: refused', { is: 'blocked' }, () => undefined, [sent(returned(403))], 'blocked'],
    ['blocked: answered', { is: 'blocked' }, () => undefined, [sent(returned(200))], 'leaked: the caller was answered'],
    ['blocked: tried', { is: 'blocked' }, () => undefined, [sent(returned(502))], 'leaked: the answer 502'],
    ['blocked: not done here', { is: 'blocked' }, () => undefined, [sent(returned(501))], 'blocked'],
    ['blocked: no answer', { is: 'blocked' }, () => undefined, [sent(returned(null, '', { ended: 'reset' }))], 'blocked'],
    ['blocked: arrived', { is: 'blocked' }, () => arrive('named'), [sent(returned(403))], 'leaked: a request arrived'],
    ['blocked but', { is: 'blocked', but: ['named'] }, () => arrive('named'), [sent(returned(403))], 'clean'],
    ['scrubbed: not received', { is: 'scrubbed' }, () => undefined, [sent(returned(200))], 'broke: the secret did not arrive'],
    ['scrubbed', { is: 'scrubbed', keeps: ['around'] }, () => arrive('named'), [sent(returned(200, 'around'))], 'clean'],
    ['scrubbed: withheld', { is: 'scrubbed', keeps: ['around'] }, () => arrive('named'), [sent(returned(502))], 'clean'],
    ['scrubbed: gone', { is: 'scrubbed', keeps: ['around'] }, () => arrive('named'), [sent(returned(200))], 'broke: what stood around'],
    ['delivered', { is: 'delivered-clean' }, () => arrive('named'), [sent(returned(403))], 'broke: the target'],
    ['untouched', { is: 'untouched', same: ['body'] }, () => arrive('named'), [sent(returned(200, 'ok'))], 'clean'],
    ['untouched: changed', { is: 'untouched', same: ['body'] }, () => arrive('named'), [sent(returned(200, 'OK'))], 'broke: body is not'],
    ['untouched: twice', { is: 'untouched', same: ['body'] }, () => { arrive('named'); arrive('named') }, [sent(returned(200, 'ok'))], 'broke: 1 requests arrived as 2'],
    ['untouched: never arrived', { is: 'untouched', same: ['body'] }, () => undefined, [sent(returned(200, 'ok'))], 'broke: the request did not arrive'],
    ['status refused', { is: 'kept' }, () => undefined, [sent(returned(200), { refused: true })], 'leaked: a step was answered with 200'],
    ['status not', { is: 'kept' }, () => undefined, [sent(returned(200), { not: [200] })], 'leaked: a step was answered with 200'],
    ['status is', { is: 'kept' }, () => undefined, [sent(returned(404), { is: [200] })], 'broke: a step was answered with 404'],
    ['never, in a field', { is: 'kept' }, () => undefined, [own(returned(303, 'Location: //evil'), { never: '//evil' })], 'leaked: an answer holds'],
    ['holds', { is: 'kept' }, () => undefined, [own(returned(200, 'no'), { holds: 'yes' })], 'broke: an answer is not the one meant'],
    ['fields', { is: 'kept' }, () => undefined, [own(returned(200), { fields: [['x-a', '.']] })], 'leaked: an answer has no x-a'],
  ])('%s', (_, expected, happens, done, told) => {
    happens()
    expect(outcome(attack(expected), done)).toMatch(new RegExp(`^${told}`))
  })
  it('obeyed: nothing of what the plan denies arrives, however it is spelt', () => {
    const policed = attack({ is: 'obeyed' }, { credential: 'policed' })
    arrive('named', { bytes: 'x', target: '/x//..%2f%61dmin' })
    expect(outcome(policed, [sent(returned(200))])).toMatch(/^leaked: a path that is denied/)
    lab.begin(policed)
    arrive('named', { bytes: 'x', method: 'DELETE' })
    expect(outcome(policed, [sent(returned(200))])).toMatch(/^leaked: a method that is denied/)
    lab.begin(policed)
    arrive('named', { bytes: 'x', target: '/free?danger=yes' })
    expect(outcome(policed, [sent(returned(200))])).toMatch(/^leaked: a query that is denied/)
    lab.begin(policed)
    arrive('named', { bytes: 'x', target: '/free' })
    expect(outcome(policed, [sent(returned(200))])).toBe('clean')
  })
}) // prettier-ignore
