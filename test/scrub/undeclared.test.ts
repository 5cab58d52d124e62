import { randomBytes } from 'node:crypto'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { answerOf, bodyOf, MARKER, pieces, SECRET } from './scrubbed-answer.ts'

const CODERS = { gzip: gzipSync, zlib: deflateSync, zstd: zstdCompressSync } as const
const KINDS = Object.keys(CODERS) as (keyof typeof CODERS)[]
const unscannable = expect.objectContaining({ code: 'unscannable_response' }) as unknown

/** With a known length and without. */
const FRAMINGS = (body: Uint8Array): string[][] => [[], ['Content-Length', String(body.length)]]

it.each(KINDS)('a benign %s download comes through unchanged', async (kind) => {
  for (const size of [0, 1, 100, 5000, 3_000_000]) {
    const body = CODERS[kind](Buffer.concat([randomBytes(size), Buffer.alloc(size, 'text ')]))
    for (const headers of FRAMINGS(body)) {
      for (const chunks of [
        pieces(body, 65_536),
        pieces(body.subarray(0, 50), 1).concat([body.subarray(50)]),
      ]) {
        const { answer, ends } = await answerOf({ headers, body: chunks })
        expect((await bodyOf(answer)).equals(body)).toBe(true)
        expect(ends).toEqual([
          { status: 200, outcome: 'complete', bytes: body.length, redactions: 0, error: null },
        ])
      }
    }
  }
})

it.each(KINDS)('a secret inside an undeclared %s body is never given out', async (kind) => {
  for (const before of [0, 10, 100_000, 2_000_000]) {
    const body = CODERS[kind](Buffer.concat([randomBytes(before), Buffer.from(SECRET), randomBytes(1000)]))
    for (const headers of FRAMINGS(body)) {
      const given: Uint8Array[] = []
      const read = async (): Promise<void> => {
        const { answer } = await answerOf({ headers, body: pieces(body, 10_000) })
        if (answer.body instanceof Uint8Array) given.push(answer.body)
        else for await (const chunk of answer.body) given.push(chunk)
      }
      await expect(read()).rejects.toEqual(unscannable)
      const size = given.reduce((sum, chunk) => sum + chunk.length, 0)
      expect(size).toBeLessThanOrEqual(before)
    }
  }
})

it('what only looks compressed is scrubbed as it is', async () => {
  const starts = ['x^2 + y^2, ', '\x1f\x8b, ', '\x1f\x8b\x08, ', '(\xb5/\xfd, ', 'x\x9c, ', 'x', '(', '']
  for (const start of starts) {
    const body = Buffer.from(`${start}${'text '.repeat(20_000)}${SECRET}.`, 'latin1')
    for (const chunks of [
      [body],
      pieces(body, 20_000),
      pieces(body.subarray(0, 10), 1).concat([body.subarray(10)]),
    ]) {
      const { answer, ends } = await answerOf({ body: chunks })
      expect((await bodyOf(answer)).toString('latin1')).toBe(body.toString('latin1').replace(SECRET, MARKER))
      expect(ends[0]?.redactions).toBe(1)
    }
  }
})

it('what follows a compressed part is scrubbed as it is', async () => {
  const zipped = gzipSync('some text')
  const body = Buffer.concat([zipped, Buffer.from(`trailing ${SECRET}`)])
  const { answer } = await answerOf({ body: pieces(body, 5) })
  expect((await bodyOf(answer)).subarray(zipped.length).toString()).toBe(`trailing ${MARKER}`)
})
