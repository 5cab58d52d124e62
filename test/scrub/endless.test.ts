import { deflateRawSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { answerOf, SECRET, streamOf } from './scrubbed-answer.ts'

const unscannable = expect.objectContaining({ code: 'unscannable_response' }) as unknown
const GZIP_HEADER = gzipSync('').subarray(0, 10)

/** A deflate block of data as it is (RFC 1951 §3.2.4). */
function stored(data: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt16LE(data.length, 1)
  head.writeUInt16LE(data.length ^ 0xffff, 3)
  return Buffer.concat([head, data])
}

function* endless(head: Buffer, block: Buffer, taken: { size: number }): Generator<Buffer> {
  yield head
  for (;;) {
    taken.size += block.length
    yield block
  }
}

it.each([
  ['NULs, with which UTF-16 begins', Buffer.alloc(65_535)],
  [
    'half a secret at the end of each block',
    Buffer.concat([Buffer.alloc(60_000, '.'), Buffer.from(SECRET.slice(0, 20))]),
  ],
  ['ordinary text', Buffer.alloc(50_000, 'ordinary text ')],
] as const)('an endless compressed body of %s goes out, a bounded amount behind', async (_, data) => {
  const taken = { size: 0 }
  const { answer, ends } = await answerOf({ body: streamOf(endless(GZIP_HEADER, stored(data), taken)) })
  const body = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  for (let got = 0; got < 4_000_000;) {
    const next = await body.next()
    got += (next.value as Uint8Array).length
    expect(taken.size - got).toBeLessThan(1_000_000)
  }
  await body.return?.()
  expect(ends).toMatchObject([{ outcome: 'cut', redactions: 0 }])
})

it('one that is two layers deep and never gives anything to decide by is given up', async () => {
  // Empty blocks between the bytes of an inner gzip header: nothing more of it ever comes.
  const block = Buffer.concat(Array.from({ length: 10_000 }, () => stored(Buffer.alloc(0))))
  const head = Buffer.concat([GZIP_HEADER, stored(GZIP_HEADER)])
  const { answer } = await answerOf({ body: streamOf(endless(head, block, { size: 0 })) })
  const body = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  await expect(body.next()).rejects.toEqual(unscannable)
})

it('a small body that decodes without end is given up', async () => {
  let bomb: Buffer = Buffer.alloc(32 * 1024 * 1024)
  for (let layer = 0; layer < 3; layer += 1) bomb = gzipSync(Buffer.concat([bomb, bomb, bomb]))
  expect(bomb.length).toBeLessThan(65_536)
  const headers = ['Content-Length', String(bomb.length)]
  await expect(answerOf({ headers, body: [bomb] })).rejects.toEqual(unscannable)
})

it('a reader that leaves while a chunk is searched ends it', async () => {
  const bomb = gzipSync(gzipSync(Buffer.alloc(64 * 1024 * 1024)))
  const { answer, ends } = await answerOf({ body: streamOf(endless(bomb, deflateRawSync(''), { size: 0 })) })
  const body = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  const reading = body.next()
  await body.return?.()
  expect(await reading).toEqual({ done: true, value: undefined })
  expect(ends).toHaveLength(1)
})
