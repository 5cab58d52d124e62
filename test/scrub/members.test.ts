import { randomBytes } from 'node:crypto'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { answerOf, bodyOf, MARKER, pieces, SECRET } from './scrubbed-answer.ts'

const unscannable = expect.objectContaining({ code: 'unscannable_response' }) as unknown
const nuls = (count: number): Buffer => Buffer.alloc(count)
const first = 'the first member, '
const second = `the second: ${SECRET}`
const skippable = Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0]), Buffer.from('abc')])

const whole = async (coding: string, body: Buffer, size: number): Promise<string> => {
  const { answer } = await answerOf({ headers: ['Content-Encoding', coding], body: pieces(body, size) })
  return (await bodyOf(answer)).toString()
}

it.each([
  ['gzip', Buffer.concat([gzipSync(first), gzipSync(second)])],
  ['gzip', Buffer.concat([gzipSync(first), nuls(700), gzipSync(second), nuls(512)])],
  ['x-gzip', Buffer.concat([gzipSync(first), nuls(1), gzipSync(''), gzipSync(second)])],
  ['zstd', Buffer.concat([zstdCompressSync(first), zstdCompressSync(second)])],
  ['zstd', Buffer.concat([skippable, zstdCompressSync(first), skippable, zstdCompressSync(second), nuls(9)])],
])('%s of several members, declared: all of them are decoded', async (coding, body) => {
  for (const size of [1, 7, 60, 100_000])
    expect(await whole(coding, body, size)).toBe(first + second.replace(SECRET, MARKER))
})

it('a secret in two members is one secret', async () => {
  const body = Buffer.concat([gzipSync(`<${SECRET.slice(0, 9)}`), nuls(3), gzipSync(`${SECRET.slice(9)}>`)])
  expect(await whole('gzip', body, 11)).toBe(`<${MARKER}>`)
})

it.each([
  ['gzip', gzipSync(first)],
  ['deflate', deflateSync(first)],
  ['br', brotliCompressSync(first)],
  ['zstd', zstdCompressSync(first)],
])(
  '%s, declared: padding is passed over, other bytes after its end are never left out silently',
  async (coding, body) => {
    for (const size of [1, 10, 1000]) {
      expect(await whole(coding, Buffer.concat([body, nuls(100)]), size)).toBe(first)
      for (const rest of [
        Buffer.from('rest'),
        Buffer.concat([nuls(3), Buffer.from('rest')]),
        Buffer.from('\x1f', 'latin1'),
      ]) {
        await expect(whole(coding, Buffer.concat([body, rest]), size)).rejects.toEqual(unscannable)
      }
    }
  },
)

it('members of a megabyte each, cut anywhere', async () => {
  const data = randomBytes(1_000_000)
  const body = Buffer.concat([gzipSync(data), nuls(10), gzipSync(data), gzipSync(data)])
  const { answer } = await answerOf({ headers: ['Content-Encoding', 'gzip'], body: pieces(body, 33_333) })
  expect((await bodyOf(answer)).equals(Buffer.concat([data, data, data]))).toBe(true)
})
