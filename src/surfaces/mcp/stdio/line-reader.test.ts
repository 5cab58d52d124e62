import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LineReader } from './line-reader.node.ts'

function read(pieces: readonly Buffer[], limit: number): string[] {
  const found: string[] = []
  const reader = new LineReader(limit, {
    line: (text) => void found.push(text),
    tooLong: () => void found.push('(too long)'),
  })
  for (const piece of pieces) reader.push(piece)
  reader.end()
  return found
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = []
  let at = 0
  for (const size of sizes) {
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return [...pieces, bytes.subarray(at)]
}

it('lines are the same however their bytes are cut, and those that are too long are told', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', '{', '𝄞', ' '), maxLength: 12 })
  const sizes = fc.array(fc.integer({ min: 0, max: 5 }))
  fc.assert(
    fc.property(fc.array(line), sizes, fc.integer({ min: 1, max: 20 }), (lines, pieces, limit) => {
      const expected = lines
        .filter((one) => one !== '')
        .map((one) => (Buffer.byteLength(one) > limit ? '(too long)' : one))
      expect(read(cut(Buffer.from(lines.join('\n')), pieces), limit)).toEqual(expected)
    }),
  )
})

it('a buffer that is used again changes nothing that was kept', () => {
  const found: string[] = []
  const reader = new LineReader(100, { line: (text) => void found.push(text), tooLong: () => undefined })
  const buffer = Buffer.from('abc')
  reader.push(buffer)
  buffer.fill('x')
  reader.push(Buffer.from('d\n'))
  expect(found).toEqual(['abcd'])
})
