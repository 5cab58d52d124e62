import { expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import { leaks } from './naive-decoder.ts'
import { answerOf, bodyOf, MARKER, pieces, SECRET, streamOf } from './scrubbed-answer.ts'

const ok = { status: 200, outcome: 'complete', error: null } as const

it('status text, header names and values, and trailers are scrubbed', async () => {
  const basic = Buffer.from(`user:${SECRET}`).toString('base64')
  const { answer, ends } = await answerOf({
    statusText: `No ${SECRET}`,
    headers: [
      'X-Echo',
      `Bearer ${SECRET}`,
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      `b=${encodeURIComponent(SECRET)}`,
      `X-${SECRET}`,
      'v',
      'Location',
      `/?a=${basic}`,
    ],
    body: [Buffer.from(SECRET)],
    trailers: ['X-Sum', SECRET, 'X-Other', 'ok', 'Content-Length', '5', 'X-Vultrino-Error', 'no'],
  })
  expect(answer.statusText).toBe(`No ${MARKER}`)
  expect(answer.headers.slice(0, 6)).toEqual([
    'X-Echo',
    `Bearer ${MARKER}`,
    'Set-Cookie',
    'a=1',
    'Set-Cookie',
    `b=${MARKER}`,
  ])
  expect(answer.headers).not.toContain('v')
  expect((await bodyOf(answer)).toString()).toBe(MARKER)
  expect(answer.trailers()).toEqual(['X-Sum', MARKER, 'X-Other', 'ok'])
  expect(leaks(JSON.stringify([answer.statusText, answer.headers, answer.trailers()]), SECRET)).toBe(false)
  expect(ends).toEqual([{ ...ok, bytes: MARKER.length, redactions: 7 }])
})

it('a secret beyond ASCII in a header, as Latin-1 and as UTF-8', async () => {
  const secret = 'pässwörter'
  const utf8 = Buffer.from(secret).toString('latin1')
  const { answer } = await answerOf({ secrets: [secret], headers: ['A', secret, 'B', utf8, 'C', 'größe'] })
  expect(answer.headers).toEqual(['A', MARKER, 'B', MARKER, 'C', 'größe'])
})

it('a field whose name holds a secret in another letter case, however spelt, is left out', async () => {
  const secret = 'Qz7pLx9wKLMNOPrs'
  const spellings = [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64url')]
  const names = spellings.flatMap((text) => [text, text.toLowerCase(), `x-${text.toUpperCase()}-y`])
  const escaped = `x-%51${secret.slice(1)}`.toLowerCase()
  const kept = ['X-Request-Id-Of-The-Exchange', '1', 'qz7plx9wklmnoprt', '2']
  const fields = [...names, escaped].flatMap((name) => [name, 'v'])
  const { answer, ends } = await answerOf({
    secrets: [secret],
    headers: [...fields, ...kept],
    trailers: [...fields, 'B', 'b'],
  })
  expect(answer.headers).toEqual(kept)
  expect(answer.trailers()).toEqual(['B', 'b'])
  await bodyOf(answer)
  expect(ends[0]?.redactions).toBe(20)
})

it("hop-by-hop fields and the target's own X-Vultrino fields end here", async () => {
  const kept = ['Content-Type', 'text/plain', 'X-RateLimit-Limit', '5', 'Trailer', 'X-Sum']
  const { answer } = await answerOf({
    headers: [
      'Connection',
      'close, X-Hop',
      'X-hop',
      '1',
      'Keep-Alive',
      'timeout=5',
      'Proxy-Connection',
      'x',
      'TE',
      'trailers',
      'Transfer-Encoding',
      'chunked',
      'Upgrade',
      'h2c',
      'X-Vultrino-Error',
      'internal_error',
      'x-vultrino-anything',
      '1',
      ...kept,
    ],
  })
  expect(answer.headers).toEqual(kept)
})

it('a clean small answer is untouched: the very body, the very fields', async () => {
  const body = Buffer.from('{"ok":true}')
  const headers = ['content-length', String(body.length), 'ETag', '"v1"', 'Content-Digest', 'sha-256=:x:']
  const { answer, ends } = await answerOf({ headers, body: [body] })
  expect(answer.body).toBe(body)
  expect(answer.headers).toEqual(headers)
  expect(ends).toEqual([{ ...ok, bytes: body.length, redactions: 0 }])
})

it('a small answer that was altered announces its new size and no digest', async () => {
  const body = Buffer.from(`{"echo":"${SECRET}"}`)
  const headers = [
    'Content-Length',
    String(body.length),
    'ETag',
    '"v1"',
    'Digest',
    'x',
    'Content-Type',
    'text/plain',
  ]
  const { answer } = await answerOf({
    headers,
    body: pieces(body, 3),
    trailers: ['Repr-Digest', 'x', 'X-Sum', '1'],
  })
  const clean = await bodyOf(answer)
  expect(clean.toString()).toBe(`{"echo":"${MARKER}"}`)
  expect(answer.headers).toEqual([
    'ETag',
    'W/"v1"',
    'Content-Type',
    'text/plain',
    'Content-Length',
    String(clean.length),
  ])
  expect(answer.trailers()).toEqual(['X-Sum', '1'])
})

it('with nothing to look for, everything but the head is passed on as it came', async () => {
  const body = Buffer.from([0x1f, 0x8b, 1, 2, 3])
  const headers = ['Content-Encoding', 'unheard-of', 'Content-Length', '5000000']
  const { answer, ends } = await answerOf({ secrets: ['short'], headers, body: [body] })
  expect(answer.headers).toEqual(headers)
  expect(await bodyOf(answer)).toEqual(body)
  expect(ends).toEqual([{ ...ok, bytes: 5, redactions: 0 }])
})

it('64 MiB in pieces, a secret across every boundary, in constant memory', async () => {
  const block = Buffer.alloc(65_536, 'All work and no play makes Jack a dull boy\n')
  block.write(SECRET.slice(10), 0)
  block.write(SECRET.slice(0, 10), block.length - 10)
  const { answer, ends } = await answerOf({
    headers: ['Content-Length', String(64 * 1024 * 1024)],
    body: streamOf(Array.from({ length: 1024 }, () => block)),
  })
  expect(answer.headers).toEqual([])
  let size = 0
  let largest = 0
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    size += chunk.length
    largest = Math.max(largest, chunk.length)
    expect(Buffer.from(chunk).includes(SECRET)).toBe(false)
  }
  expect(largest).toBeLessThan(2 * block.length)
  expect(ends).toEqual([{ ...ok, bytes: size, redactions: 1023 }])
  expect(size).toBe(64 * 1024 * 1024 - 1023 * (SECRET.length - MARKER.length))
})

it('events go out one by one, though a size is announced', async () => {
  const events = ['data: 1\n\n', `data: ${SECRET}\n\n`, 'data: 3\n\n']
  const { answer } = await answerOf({
    headers: ['Content-Type', 'Text/Event-Stream', 'Content-Length', '60'],
    body: events.map((event) => Buffer.from(event)),
  })
  const got: string[] = []
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) got.push(Buffer.from(chunk).toString())
  expect(got).toEqual(events.map((event) => event.replace(SECRET, MARKER)))
})

it('a reader that leaves ends the exchange, once, read from or not', async () => {
  for (const reads of [0, 1, 2]) {
    for (const headers of [[], ['Content-Encoding', 'gzip', 'Content-Type', 'text/event-stream']]) {
      let left = 0
      const source: AsyncIterableIterator<Uint8Array> = {
        [Symbol.asyncIterator]: () => source,
        next: () => Promise.resolve({ done: false, value: Buffer.from('data\n\n') }),
        return: () => {
          left += 1
          return Promise.resolve({ done: true, value: undefined })
        },
      }
      const { answer, ends } = await answerOf({ headers, body: source })
      const body = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
      if (headers.length === 0) for (let i = 0; i < reads; i += 1) await body.next()
      await body.return?.()
      await body.return?.()
      expect(left).toBeGreaterThan(0)
      expect(ends).toHaveLength(1)
      expect(ends[0]).toMatchObject({ outcome: 'cut', error: null })
      expect(await body.next()).toEqual({ done: true, value: undefined })
    }
  }
})

it('a body that breaks off is told as such, and never ends as if complete', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from('some '))
    throw new VultrinoError('upstream_error', { reason: 'connection reset' })
  }
  const { answer, ends } = await answerOf({ body: broken() })
  await expect(bodyOf(answer)).rejects.toMatchObject({ code: 'upstream_error' })
  expect(ends).toEqual([{ status: 200, outcome: 'failed', error: 'upstream_error', bytes: 5, redactions: 0 }])
  const announced = answerOf({ headers: ['Content-Length', '10'], body: broken() })
  await expect(announced).rejects.toMatchObject({ code: 'upstream_error' })
})

it('no chunk is asked for before the last one was taken', async () => {
  let asked = 0
  function* counted(): Generator<Uint8Array> {
    for (;;) {
      asked += 1
      yield Buffer.from('0123456789 ')
    }
  }
  const { answer } = await answerOf({ body: streamOf(counted()) })
  const body = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  expect(asked).toBe(0)
  for (let i = 1; i < 4; i += 1) {
    await body.next()
    expect(asked).toBe(i)
  }
  await body.return?.()
})
