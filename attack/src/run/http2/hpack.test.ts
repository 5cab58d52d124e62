import { once } from 'node:events'
import { createServer } from 'node:http2'
import { connect, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ProxyRequest } from '../../contract/proxy-under-test.ts'
import { FieldReader, literals } from './hpack.ts'
import { sendHttp2 } from './send.ts'

/** Every byte that a field may hold, as another implementation writes it: by Huffman codes, and by its tables. */
const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('')
const LATIN1 = Array.from({ length: 128 }, (_, at) => String.fromCharCode(128 + at)).join('')

const server = createServer((request, response) => {
  const body: Buffer[] = []
  request.on('data', (chunk: Buffer) => body.push(chunk))
  request.on('end', () => {
    for (let at = 0; at < 30; at += 1) response.setHeader(`x-field-${String(at)}`, `value ${String(at)} ${'v'.repeat(at * 9)}`)
    response.setHeader('x-printable', `a${PRINTABLE}a`)
    response.setHeader('x-latin1', `a${LATIN1}a`)
    response.setHeader('x-seen', String(request.headers['x-sent']))
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    response.writeHead(207)
    response.addTrailers({ 'x-trailer': 'behind' })
    response.end(Buffer.concat(body))
  })
}) // prettier-ignore
let port = 0
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
})

const request = (body: Uint8Array | null): ProxyRequest => ({
  method: 'POST',
  url: 'http://x/',
  headers: [['X-Sent', 'as it is: 100% "quoted"']],
  body,
  credential: 'x',
  caller: 'agent',
  limit: 20_000,
})

it('a request and its answer come through another implementation of HTTP/2, fields, body and trailers', async () => {
  const body = Buffer.alloc(500_000, 'body ')
  const form = { target: '/x', headers: [['Host', 'x'] as const] }
  const { answer, ended } = await sendHttp2({ socket: connect(port, '127.0.0.1'), before: [], form }, request(body))
  const value = (name: string): string | undefined => answer?.headers.find(([given]) => given === name)?.[1]
  expect(ended).toBe('complete')
  expect(answer?.status).toBe(207)
  expect(Buffer.compare(answer?.body ?? new Uint8Array(), body)).toBe(0)
  expect(value('x-printable')).toBe(`a${PRINTABLE}a`)
  expect(value('x-latin1')).toBe(`a${LATIN1}a`)
  expect(value('x-field-29')).toBe(`value 29 ${'v'.repeat(261)}`)
  expect(value('x-seen')).toBe('as it is: 100% "quoted"')
  expect(answer?.headers.filter(([name]) => name === 'set-cookie').map(([, cookie]) => cookie)).toEqual(['a=1', 'b=2'])
  expect(answer?.trailers).toEqual([['x-trailer', 'behind']])
}) // prettier-ignore

it('reads what it writes, spelled as it was', () => {
  const fields = [
    ['Host', 'a\r\nb: c'],
    ['', ''],
    ['x', 'y'.repeat(20_000)],
  ] as const
  expect(new FieldReader().read(literals(fields))).toEqual(fields)
})

it('reads indexed fields with entries that come and go (RFC 7541 C.3, C.4)', () => {
  const reader = new FieldReader()
  const read = (hex: string): unknown => reader.read(Buffer.from(hex, 'hex'))
  const start = [[':method', 'GET'], [':scheme', 'http'], [':path', '/'], [':authority', 'www.example.com']] // prettier-ignore
  expect(read('828684418cf1e3c2e5f23a6ba0ab90f4ff')).toEqual(start)
  expect(read('828684be5886a8eb10649cbf')).toEqual([...start, ['cache-control', 'no-cache']])
  expect(() => read('ff00')).toThrow('no such entry')
})
