import fc from 'fast-check'
import { expect, it } from 'vitest'
import { linesOf } from './lines.ts'

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (const size of sizes) {
    yield await Promise.resolve(bytes.subarray(at, at + size))
    at += size
  }
  yield bytes.subarray(at)
}

it('lines are the same however their bytes are cut, and what is too long is passed over', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', '{', '𝄞'), maxLength: 12 })
  const sizes = fc.array(fc.integer({ min: 0, max: 5 }))
  const longest = fc.integer({ min: 1, max: 20 })
  await fc.assert(
    fc.asyncProperty(fc.array(line), sizes, longest, async (lines, pieces, most) => {
      const found: (string | undefined)[] = []
      const bytes = new TextEncoder().encode(lines.join('\n'))
      for await (const one of linesOf(cut(bytes, pieces), most)) found.push(one)
      const expected = lines.filter((one) => one !== '').map((one) => (one.length > most ? undefined : one))
      expect(found).toEqual(expected)
    }),
    { numRuns: 200 },
  )
})
