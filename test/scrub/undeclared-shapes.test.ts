import { randomBytes } from 'node:crypto'
import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { answerOf, bodyOf, pieces, SECRET } from './scrubbed-answer.ts'

const unscannable = expect.objectContaining({ code: 'unscannable_response' }) as unknown
const secret = Buffer.from(`some text before ${SECRET} and after`)
/** Bytes that never look like the beginning of another member: in so many, chance alone would make one now and then. */
const junk = (size: number): Buffer =>
  Buffer.from(randomBytes(size).map((byte) => (byte === 0x8b || byte === 0xb5 || byte === 0x2a ? 0 : byte)))
/** Random bytes among which gzip seems to begin so often, with a block that decodes to something. */
const chances = (count: number, size: number): Buffer =>
  Buffer.concat(
    Array.from({ length: count }, () => {
      const noise = randomBytes(size)
      return Buffer.concat([gzipSync('').subarray(0, 10), Buffer.from([((noise[0] ?? 0) & 0xf8) | 2]), noise])
    }),
  )
const nuls = (count: number): Buffer => Buffer.alloc(count)
const skippable = (size: number, kind = 0): Buffer => {
  const head = Buffer.from([0x50 + kind, 0x2a, 0x4d, 0x18, 0, 0, 0, 0])
  head.writeUInt32LE(size, 4)
  return Buffer.concat([head, nuls(size).fill('x')])
}
const checksummed = { params: { [constants.ZSTD_c_checksumFlag]: 1 } }

function damaged(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  const place = at < 0 ? copy.length + at : at
  copy[place] = (copy[place] ?? 0) ^ 0xff
  return copy
}

/** A gzip header with all that may stand in it (RFC 1952 §2.3.1), a reserved flag set too. */
function fullHeader(gzip: Buffer): Buffer {
  const head = Buffer.from([0x1f, 0x8b, 8, 0x20 | 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 5, 0])
  return Buffer.concat([head, Buffer.from('extra'), Buffer.from('name\0comment\0cc'), gzip.subarray(10)])
}

const gzip = gzipSync(secret)
/** Bodies that hold the secret; of those of two parts the first may go out. */
const LEAKS: Readonly<Record<string, Buffer | readonly [Buffer, Buffer]>> = {
  'gzip with a wrong checksum': damaged(gzip, -8),
  'gzip with a wrong length': damaged(gzip, -1),
  'gzip without its end': gzip.subarray(0, -8),
  'zlib with a wrong checksum': damaged(deflateSync(secret), -1),
  'zstd with a wrong checksum': damaged(zstdCompressSync(secret, checksummed), -1),
  'gzip that turns bad after the secret': Buffer.concat([
    gzipSync('').subarray(0, 10),
    deflateRawSync(secret, { finishFlush: constants.Z_SYNC_FLUSH }),
    Buffer.from('\xff\xff\xff', 'latin1'),
  ]),
  'zlib that turns bad after the secret': Buffer.concat([
    Buffer.from([0x78, 0x9c]),
    deflateRawSync(secret, { finishFlush: constants.Z_SYNC_FLUSH }),
    Buffer.from('\xff\xff\xff', 'latin1'),
  ]),
  'gzip with a full header': fullHeader(gzip),
  'gzip after gzip': [Buffer.concat([gzipSync('first')]), gzip],
  'gzip after gzip and padding': [Buffer.concat([gzipSync('first'), nuls(500)]), gzip],
  'gzip after gzip and junk': [
    Buffer.concat([gzipSync('first'), Buffer.from('some junk \x1f\x8b\x1f')]),
    gzip,
  ],
  'gzip after gzip and mistakes': [
    Buffer.concat([
      gzipSync('first'),
      Buffer.from('junk \x1f\x8b\x08\x00\xff\xff\xff\xff\xff\xff\xff', 'latin1'),
    ]),
    gzip,
  ],
  'zlib after zlib': [Buffer.concat([deflateSync('first')]), deflateSync(secret)],
  'zlib after gzip': [Buffer.concat([gzipSync('first')]), deflateSync(secret)],
  'gzip after zstd': [Buffer.concat([zstdCompressSync('first')]), gzip],
  'zstd after zstd': [Buffer.concat([zstdCompressSync('first', checksummed)]), zstdCompressSync(secret)],
  'zstd after a frame to skip': [
    Buffer.concat([skippable(0), skippable(1000, 15)]),
    zstdCompressSync(secret),
  ],
  'gzip in gzip': gzipSync(gzip),
  'gzip in gzip in gzip': gzipSync(gzipSync(gzip)),
  'zlib in zstd in gzip': gzipSync(zstdCompressSync(deflateSync(secret))),
  'gzip in gzip in gzip in gzip': gzipSync(gzipSync(gzipSync(gzip))),
  'gzip in the second member': [Buffer.concat([gzipSync('first')]), gzipSync(gzip)],
  'gzip in two members': Buffer.concat([gzipSync(gzip.subarray(0, 30)), gzipSync(gzip.subarray(30))]),
  'a secret in two members': Buffer.concat([
    gzipSync(secret.subarray(0, 30)),
    nuls(2),
    gzipSync(secret.subarray(30)),
  ]),
}

const giveOut = async (headers: string[], body: Buffer, size: number): Promise<number> => {
  let given = 0
  const chunks = pieces(body, size)
  const read = async (): Promise<void> => {
    const { answer } = await answerOf({ headers, body: chunks })
    if (answer.body instanceof Uint8Array) given += answer.body.length
    else for await (const chunk of answer.body) given += chunk.length
  }
  await expect(read()).rejects.toEqual(unscannable)
  return given
}

describe.each(Object.entries(LEAKS))('%s', (_, parts) => {
  it('is never given out', async () => {
    const [before, after] = Buffer.isBuffer(parts) ? ([nuls(0), parts] as const) : parts
    const body = Buffer.concat([before, after])
    for (const size of body.length > 10_000 ? [60_000] : [1, 5, 64, 65_536]) {
      for (const headers of [[], ['Content-Length', String(body.length)]]) {
        const given = await giveOut(headers, body, size)
        // The bytes that tell what it is go out before it is known.
        expect(given).toBeLessThanOrEqual(before.length + 3)
      }
    }
  })
})

it('far into gzip in gzip, all but what comes before is withheld', async () => {
  const body = gzipSync(gzipSync(Buffer.concat([randomBytes(2_000_000), secret])))
  const given = await giveOut([], body, 60_000)
  expect(given).toBeGreaterThan(500_000)
  expect(given).toBeLessThan(2_000_000)
})

it('what is compressed inside content that was declared compressed is never given out', async () => {
  for (const inner of [
    gzip,
    gzipSync(gzip),
    deflateSync(secret),
    Buffer.concat([skippable(9), zstdCompressSync(secret)]),
  ]) {
    for (const [coding, code] of [
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
    ] as const) {
      const body = code(inner)
      for (const headers of [[], ['Content-Length', String(body.length)]]) {
        expect(await giveOut(['Content-Encoding', coding, ...headers], body, 1000)).toBeLessThanOrEqual(3)
      }
    }
  }
})

const text = Buffer.from('harmless text, '.repeat(5000))
const BENIGN: Readonly<Record<string, Buffer>> = {
  'gzip members': Buffer.concat([gzipSync(text), gzipSync(randomBytes(300_000)), gzipSync(text)]),
  'gzip with padding and junk': Buffer.concat([gzipSync(text), nuls(10_240), Buffer.from('junk'), text]),
  'gzip and long padding': Buffer.concat([gzipSync('sk_live'), nuls(12_000_000)]),
  'gzip and long junk': Buffer.concat([gzipSync('sk_live'), junk(12_000_000)]),
  'gzip and random bytes': Buffer.concat([
    gzipSync('sk_live'),
    Buffer.from('junk'),
    chances(60, 3000),
    randomBytes(4_000_000),
  ]),
  'gzip with a wrong checksum': damaged(gzipSync(text), -5),
  'gzip with a full header': fullHeader(gzipSync(text)),
  'gzip in gzip in gzip': gzipSync(gzipSync(gzipSync(randomBytes(600_000)))),
  'zstd frames': Buffer.concat([
    skippable(70_000),
    zstdCompressSync(text, checksummed),
    zstdCompressSync(randomBytes(500_000)),
  ]),
  'zstd with bytes after it': Buffer.concat([zstdCompressSync(text), text]),
  'zlib with bytes after it': Buffer.concat([deflateSync(text), text]),
  'gzip of nothing': gzipSync(''),
  'gzip cut off': gzipSync(randomBytes(100_000)).subarray(0, 70_000),
  'a zlib header and text': Buffer.concat([Buffer.from('x^2 + y^2 = z^2, '), text]),
  'a gzip header and text': Buffer.concat([
    gzipSync('').subarray(0, 10),
    Buffer.from('\xff\xff', 'latin1'),
    text,
  ]),
  'a gzip header and nothing else': gzipSync('').subarray(0, 10),
  'a zstd header and text': Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), text]),
  'text that begins like a frame to skip': Buffer.concat([Buffer.from('P*M'), text]),
}

describe.each(Object.entries(BENIGN))('%s, without a secret', (_, body) => {
  it('comes through unchanged', async () => {
    const cuts = body.length < 1000 ? [1, 65_536] : body.length > 1_000_000 ? [65_536] : [999, 65_536]
    for (const size of cuts) {
      for (const headers of [[], ['Content-Length', String(body.length)]]) {
        const { answer, ends } = await answerOf({ headers, body: pieces(body, size) })
        expect((await bodyOf(answer)).equals(body)).toBe(true)
        expect(ends).toMatchObject([{ outcome: 'complete', bytes: body.length, redactions: 0 }])
      }
    }
  })
})

it.each(['[', '(', '\x1f'])('a first chunk of %j is not waited with', async (start) => {
  let asked = 0
  async function* body(): AsyncGenerator<Uint8Array> {
    for (const part of [start, 'rest']) {
      asked += 1
      yield await Promise.resolve(Buffer.from(part))
    }
  }
  const { answer } = await answerOf({ body: body() })
  const chunks = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  expect(Buffer.from((await chunks.next()).value as Uint8Array).toString()).toBe(start)
  expect(asked).toBe(1)
  await chunks.return?.()
})
