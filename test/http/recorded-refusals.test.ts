import { afterEach, beforeEach, expect, it } from 'vitest'
import { sendRaw } from './support-raw-socket.ts'
import { ok, startServer, type TestServer } from './support-server.ts'

let server: TestServer
beforeEach(async () => {
  server = await startServer(() => Promise.resolve(ok()))
})
afterEach(() => server.close())

/** Bytes that never become a request, and how their refusal is recorded. */
const REFUSED: Readonly<Record<string, readonly [string[], string, string]>> = {
  'a tunnel': [
    ['CONNECT a.example:443 HTTP/1.1', 'Host: a.example:443', '', ''],
    'CONNECT',
    'method_not_allowed',
  ],
  'no HTTP': [['what is this', '', ''], '', 'invalid_request'],
  'two framings': [
    [
      'POST /https://a.example/ HTTP/1.1',
      'Host: localhost',
      'Content-Length: 1',
      'Transfer-Encoding: chunked',
      '',
      '0',
      '',
      '',
    ],
    '',
    'invalid_request',
  ],
  'an endless head': [
    [`GET /https://a.example/ HTTP/1.1`, `X-A: ${'a'.repeat(40_000)}`, '', ''],
    '',
    'headers_too_large',
  ],
  'a foreign host': [
    ['GET /https://a.example/ HTTP/1.1', 'Host: evil.example', 'Connection: close', '', ''],
    'GET',
    'access_denied',
  ],
}

it.each(Object.entries(REFUSED))(
  '%s is recorded, once, under the id it was answered with',
  async (_, [lines, method, code]) => {
    const text = await sendRaw(server.port, ...lines)
    expect(server.inbound).toEqual([])
    expect(server.refusals).toMatchObject([{ method, error: { code } }])
    expect(text.toLowerCase()).toContain(`x-vultrino-request-id: ${server.refusals[0]?.requestId ?? ''}`)
  },
)
