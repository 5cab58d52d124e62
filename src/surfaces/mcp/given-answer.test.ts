import fc from 'fast-check'
import { expect, it } from 'vitest'
import { givenAnswer } from './given-answer.ts'

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size)
    yield await Promise.resolve(bytes.subarray(at, at + size))
}

const { signal } = new AbortController()
const given = (bytes: Uint8Array, maxAnswerSize: number, size: number): ReturnType<typeof givenAnswer> => {
  const body = size === 0 ? bytes : pieces(bytes, size)
  const answer = { status: 200, statusText: 'OK', headers: [], body, trailers: () => [] }
  return givenAnswer(answer, { maxAnswerSize, signal }, () => undefined)
}
const cuts = [fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 })] as const

it('text is given as text, whole or as a beginning of whole characters', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 }).map((one) => one.toWellFormed())
  await fc.assert(
    fc.asyncProperty(text, ...cuts, async (whole, limit, size) => {
      const bytes = new TextEncoder().encode(whole)
      const answer = await given(bytes, limit, size)
      expect(answer.body_encoding).toBeUndefined()
      if (bytes.byteLength <= limit) {
        expect(answer).toEqual({ status: 200, headers: {}, body: whole })
        return
      }
      expect(whole.startsWith(answer.body)).toBe(true)
      expect(answer).toMatchObject({ truncated: true, size: Buffer.byteLength(answer.body) })
      expect(limit - Buffer.byteLength(answer.body)).toBeLessThan(4)
    }),
  )
})

it('bytes are given as they are, as many as may be', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), ...cuts, async (bytes, limit, size) => {
      const answer = await given(bytes, limit, size)
      const found = Buffer.from(answer.body, answer.body_encoding ?? 'utf8')
      expect(found).toEqual(Buffer.from(bytes.subarray(0, found.byteLength)))
      expect(found.byteLength).toBeGreaterThan(Math.min(limit, bytes.byteLength) - 4)
      expect(answer.truncated === true).toBe(bytes.byteLength > limit)
    }),
  )
})
