import { afterEach, describe, expect, it } from 'vitest'
import type { TestHandle, TestServer } from './support-server.ts'
import { ok, startServer } from './support-server.ts'
import { errorCode, parseAnswer, RawSocket, sendRaw } from './support-raw-socket.ts'

let server: TestServer

afterEach(async () => {
  await server.close()
})

const start = async (handle: TestHandle): Promise<void> => {
  server = await startServer(handle)
}
const send = (method = 'GET', version = 'HTTP/1.1', ...fields: readonly string[]): Promise<string> =>
  sendRaw(
    server.port,
    `${method} /https://a.example/ ${version}`,
    'Host: localhost',
    'Connection: close',
    ...fields,
    '',
    '',
  )

async function* stream(...chunks: readonly (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (chunk instanceof Error) throw chunk
    yield Buffer.from(chunk)
  }
}

describe('an answer', () => {
  it('keeps status, status text, repeated fields, their case and their bytes', async () => {
    await start(() =>
      Promise.resolve(
        ok('body', {
          status: 203,
          statusText: 'Sort Of \xa9',
          headers: [
            'SET-cookie',
            'a=1',
            'Content-Length',
            '4',
            'Set-Cookie',
            'b=2',
            'X-Latin',
            '\xe9\xa9',
            'X-Empty',
            '',
          ],
        }),
      ),
    )
    const { head, body } = parseAnswer(await send())
    expect(head).toMatch(/^HTTP\/1.1 203 Sort Of \xa9\r\n/)
    expect(head).toContain('\r\nSET-cookie: a=1\r\nSet-Cookie: b=2\r\nX-Latin: \xe9\xa9\r\nX-Empty: \r\n')
    expect(body).toBe('body')
  })

  it.each([['whole'], ['streamed']])(
    'that is %s keeps the bytes of a file name beside a length',
    async (form) => {
      const value = 'attachment; filename="\xc3\xa9.txt"'
      const body = form === 'whole' ? 'abc' : stream('abc')
      await start(() =>
        Promise.resolve(ok(body, { headers: ['Content-Length', '3', 'Content-Disposition', value] })),
      )
      expect(parseAnswer(await send()).head).toContain(`Content-Disposition: ${value}\r\n`)
    },
  )

  it("passes the target's Date, and gives one where there is none", async () => {
    const date = 'Tue, 01 Feb 2000 00:00:00 GMT'
    await start(({ method }) => Promise.resolve(ok('', { headers: method === 'PUT' ? ['date', date] : [] })))
    expect((await send('PUT')).match(/^date: .*$/gim)).toEqual([`date: ${date}`])
    expect((await send('GET')).match(/^date: .*$/gim)).toHaveLength(1)
  })

  it('loses the fields that belong to another connection, and gets the length it has', async () => {
    const headers = [
      'Connection',
      'X-Hop',
      'Keep-Alive',
      'timeout=1',
      'Transfer-Encoding',
      'chunked',
      'Upgrade',
      'h2c',
    ]
    await start(() =>
      Promise.resolve(ok('four', { headers: [...headers, 'Content-Length', '99', 'Trailer', 'X-T'] })),
    )
    const { head, body } = parseAnswer(await send())
    expect(head).not.toMatch(/x-hop|timeout=1|transfer-encoding|upgrade|trailer|99/i)
    expect(head).toContain('Content-Length: 4')
    expect(body).toBe('four')
  })

  it.each([
    ['HEAD', 200, 'Content-Length: 1234'],
    ['GET', 304, 'Content-Length: 1234'],
    ['GET', 204, ''],
  ])('to %s with status %i has no body', async (method, status, length) => {
    const whole = { status, statusText: '', headers: ['Content-Length', '1234', 'Trailer', 'X-T'] }
    await start(({ headers }) =>
      Promise.resolve(ok(headers.includes('X-Stream') ? stream('never') : '', whole)),
    )
    for (const fields of [[], ['X-Stream: 1']]) {
      const { head, body } = parseAnswer(await send(method, 'HTTP/1.1', ...fields))
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${String(status)} (OK|No Content|Not Modified)\r\n`))
      expect(head.match(/^Content-Length.*$/gm) ?? ['']).toEqual([length])
      expect(head).not.toMatch(/transfer-encoding|trailer/i)
      expect(body).toBe('')
    }
  })

  it.each([
    ['a status that ends nothing', { status: 101 }],
    ['a line break in a field', { headers: ['X-A', 'b\r\nX-Injected: c'] }],
    ['a line break in a name', { headers: ['X-A\r\nX-Injected', 'c'] }],
    ['a line break in the status text', { statusText: 'OK\r\nX-Injected: c' }],
  ])('with %s is refused', async (_, parts) => {
    await start(() => Promise.resolve(ok('secret body', parts)))
    const answer = await send()
    expect(errorCode(answer)).toBe('upstream_error')
    expect(answer).not.toMatch(/x-injected|secret body/i)
  })

  it('with such a head and a stream gives the stream back', async () => {
    let returned = false
    async function* body(): AsyncGenerator<Uint8Array> {
      try {
        yield* stream('a', 'b')
      } finally {
        returned = true
      }
    }
    await start(() => Promise.resolve(ok(body(), { headers: ['X-A', 'b\n'] })))
    expect(errorCode(await send())).toBe('upstream_error')
    expect(returned).toBe(true)
  })
})

describe('a streamed answer', () => {
  it('goes out in chunks, or by its length', async () => {
    await start(({ method }) =>
      Promise.resolve(
        ok(stream('ab', '', 'cd'), { headers: method === 'GET' ? [] : ['content-length', '4'] }),
      ),
    )
    expect(parseAnswer(await send('GET')).body).toBe('2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n')
    const counted = parseAnswer(await send('PUT'))
    expect(counted.head).not.toContain('Transfer-Encoding')
    expect(counted.body).toBe('abcd')
  })

  it('ends with its connection on HTTP/1.0', async () => {
    await start(() =>
      Promise.resolve(ok(stream('ab', 'cd'), { headers: ['Trailer', 'X-T'], trailers: () => ['X-T', '1'] })),
    )
    const { head, body } = parseAnswer(await send('GET', 'HTTP/1.0'))
    expect(head).not.toMatch(/chunked|trailer/i)
    expect(body).toBe('abcd')
  })

  it('shows its head before its first byte', async () => {
    let release = (): void => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    async function* events(): AsyncGenerator<Uint8Array> {
      await released
      yield Buffer.from('data: 1\n\n')
    }
    await start(() =>
      Promise.resolve(ok(events(), { headers: ['Content-Type', 'text/event-stream', 'X-Latin', '\xe9'] })),
    )
    const raw = await RawSocket.open(server.port)
    raw.send('GET /https://a.example/ HTTP/1.1', 'Host: localhost', '', '')
    const head = await raw.until(/\r\n\r\n/)
    expect(head).toContain('X-Latin: \xe9\r\n')
    expect(head).not.toContain('data')
    release()
    await raw.until(/data: 1\n\n\r\n0\r\n\r\n$/)
    raw.destroy()
  })

  it('carries its trailers, but for those that would change the message', async () => {
    const trailers = (): string[] => [
      'X-Sum',
      'abc',
      'x-sum',
      'def',
      'Content-Length',
      '3',
      'Set-Cookie',
      'a=b',
    ]
    await start(({ method }) =>
      Promise.resolve(
        ok(method === 'GET' ? stream('ab') : 'ab', { headers: ['Trailer', 'X-Sum'], trailers }),
      ),
    )
    for (const method of ['GET', 'PUT']) {
      const { head, body } = parseAnswer(await send(method))
      expect(head).toContain('Trailer: X-Sum\r\n')
      expect(head).not.toContain('Content-Length')
      expect(body).toBe('2\r\nab\r\n0\r\nX-Sum: abc\r\nx-sum: def\r\n\r\n')
    }
  })

  it('loses its trailers beside a length', async () => {
    const parts = { headers: ['Trailer', 'X-T', 'Content-Length', '2'], trailers: () => ['X-T', '1'] }
    await start(() => Promise.resolve(ok(stream('ab'), parts)))
    const { head, body } = parseAnswer(await send())
    expect(head).not.toMatch(/trailer/i)
    expect(body).toBe('ab')
  })

  it.each([
    ['fails', 'HTTP/1.1', stream('ab', new Error('reset')), [], /\r\n2\r\nab\r\n$/, 'end'],
    ['is shorter than its length', 'HTTP/1.1', stream('ab'), ['Content-Length', '5'], /\r\n\r\nab$/, 'end'],
    [
      'is longer than its length',
      'HTTP/1.1',
      stream('ab', 'cdef'),
      ['Content-Length', '3'],
      /\r\n\r\nab$/,
      'end',
    ],
    ['fails on HTTP/1.0', 'HTTP/1.0', stream('ab', new Error('reset')), [], /\r\n\r\nab$/, 'reset'],
    ['has impossible trailers', 'HTTP/1.1', stream('ab'), ['Trailer', 'X'], /\r\n2\r\nab\r\n$/, 'end'],
  ] as const)('that %s is cut where the client sees it', async (_, version, body, headers, text, ended) => {
    await start(() => Promise.resolve(ok(body, { headers, trailers: () => ['X', 'a\nb'] })))
    const raw = await RawSocket.open(server.port)
    raw.send(`GET /https://a.example/ ${version}`, 'Host: localhost', '', '')
    expect(await raw.closed()).toMatch(text)
    expect(raw.ended).toBe(ended)
  })
})
