import { describe, expect, it } from 'vitest'
import type { Same } from '../contract/attack-case.ts'
import type { Arrival, Sent } from '../upstreams/observer.ts'
import type { Returned } from '../contract/proxy-under-test.ts'
import { compareTwin } from './compare-twin.ts'

const bytes = (text: string): Buffer => Buffer.from(text)
const request = { method: 'PUT', url: 'http://127.0.0.1:1/a%2fb?c', headers: [['X-Up', 'a']], body: bytes('up'), credential: 'bearer', caller: 'agent', limit: 1 } as const // prettier-ignore
const arrival: Arrival = { origin: 'named', address: '127.0.0.1', version: 'HTTP/1.1', method: 'PUT', target: '/a%2fb?c', headers: [['x-up', 'a']], body: bytes('up'), trailers: [] } // prettier-ignore
const sent: Sent = { status: 201, reason: 'Made', headers: [['X-Down', 'b']], body: bytes('down'), trailers: [['X-Late', 'c']] } // prettier-ignore
const returned: Returned = {
  all: [], ended: 'complete', firstByte: 1, lastByte: 100, own: null,
  answer: { status: 201, reason: 'Made', headers: [['x-down', 'b']], body: bytes('down'), trailers: [['x-late', 'c']], interim: [] },
} // prettier-ignore
const answered = (change: Partial<NonNullable<Returned['answer']>>): Returned => ({
  ...returned,
  answer: returned.answer === null ? null : { ...returned.answer, ...change },
})
const ALL: readonly Same[] = ['status', 'reason', 'body', 'decoded-body', 'trailers', 'request-body', 'request-method', 'request-target', 'latency', { header: 'x-down' }, { 'request-header': 'x-up' }] // prettier-ignore

describe('a benign twin', () => {
  it('is untouched if all of it is the same', () => {
    expect(compareTwin(ALL, request, arrival, sent, returned, undefined)).toEqual([])
  })
  it.each<readonly [Same, Arrival, Returned]>([
    ['status', arrival, answered({ status: 200 })],
    ['reason', arrival, answered({ reason: 'Created' })],
    ['body', arrival, answered({ body: bytes('Down') })],
    ['decoded-body', arrival, answered({ body: bytes('Down') })],
    ['trailers', arrival, answered({ trailers: [] })],
    ['request-body', { ...arrival, body: bytes('Up') }, returned],
    ['request-method', { ...arrival, method: 'put' }, returned],
    ['request-target', { ...arrival, target: '/a/b?c' }, returned],
    ['latency', arrival, { ...returned, firstByte: 99 }],
    [{ header: 'x-down' }, arrival, answered({ headers: [] })],
    [{ 'request-header': 'x-up' }, { ...arrival, headers: [['x-up', 'a, b']] }, returned],
  ])('is not, if %j changed', (same, came, back) => {
    expect(compareTwin([same], request, came, sent, back, undefined)).toHaveLength(1)
    const others = ALL.filter((each) => each !== same)
    expect(compareTwin(others, request, came, sent, back, undefined).length).toBeLessThan(2)
  })
  it.each<readonly [string, Arrival | undefined, Sent | undefined, Returned]>([
    ['the request did not arrive', undefined, sent, returned],
    ['no answer came back', arrival, undefined, returned],
    ['no answer came back', arrival, sent, { ...returned, answer: null }],
    ['the answer did not come whole', arrival, sent, { ...returned, ended: 'closed-early' }],
  ])('is not, if %s', (told, came, said, back) => {
    expect(compareTwin([], request, came, said, back, undefined).join()).toContain(told)
  })
})
