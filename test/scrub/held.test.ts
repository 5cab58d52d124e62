import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Scrubber } from '../../src/domain/scrub/scrubber.ts'
import { bytesOf, mixed, needlesOf, RUNS, spelt, textOf } from './spellings.ts'

const SECRET = 'ghp_S3cretOfMine4eC39HqLyjWDarjtT1z'
const OTHER = 'xoxb-another1kLmNoPqRsTuVw5xYz0Abc-'

/** A guess at the beginning of the secret, spelt somehow: what an attacker has the target send, to see what is held back. */
const guess = fc
  .tuple(
    fc.integer({ min: 1, max: SECRET.length - 1 }),
    fc.constantFrom('', 'Z', '%5A'),
    fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }),
  )
  .map(([length, wrong, picks]) => mixed(SECRET.slice(0, length), picks) + wrong)
const coded = fc
  .tuple(spelt(SECRET), fc.nat(300))
  .map(([text, length]) => text.slice(0, Math.min(length, text.length - 3)))
const between = fc.constantFrom(
  ' ', '\n', '\r\n', '=\r\n', '=', '%3D\r\n', '=3D\n', '\\', '%', '&', '"', '{', '}', '\\u{', '<', '.', 'A'.repeat(30), `${'A'.repeat(30)}\n`, '\0', 'data: ', '\\n', '\\u', '&#',
) // prettier-ignore
const sent = fc.array(fc.oneof(guess, coded, between, between), { minLength: 1, maxLength: 12 })

/** How much came out after each chunk, or nothing if the secret itself was there. */
function sizes(secret: string, chunks: readonly string[]): readonly number[] | null {
  const scrubber = new Scrubber(needlesOf([secret]))
  const out = chunks.map((chunk) => scrubber.push(bytesOf(chunk)).length)
  scrubber.end()
  return scrubber.redactions === 0 ? out : null
}

it('what is held back tells nothing about the secret: the same as with any other', () => {
  let compared = 0
  fc.assert(
    fc.property(sent, (chunks) => {
      const [mine, others] = [sizes(SECRET, chunks), sizes(OTHER, chunks)]
      if (mine === null) return
      compared += 1
      expect(mine).toEqual(others)
    }),
    { numRuns: RUNS * 5 },
  )
  expect(compared).toBeGreaterThan(RUNS)
})

it('nor does what came before an answer broke off', () => {
  for (const text of [`x ${SECRET.slice(0, 5)}`, 'x ghp_T', 'x zzzzzzz']) {
    expect(textOf(new Scrubber(needlesOf([SECRET])).push(bytesOf(text)))).toBe('x ')
  }
})

it('a run without an end goes out all the same, in order, behind what a needle may take', () => {
  const needles = needlesOf([SECRET])
  const scrubber = new Scrubber(needles)
  const text = Array.from({ length: 60_000 }, (_, i) => i.toString(36)).join('')
  let out = ''
  for (let at = 0; at < text.length; at += 1000) {
    out += textOf(scrubber.push(bytesOf(text.slice(at, at + 1000))))
    expect(out).toBe(text.slice(0, out.length))
    expect(scrubber.held).toBeLessThan(needles.longest * 256 + 1000)
  }
  expect(out.length).toBeGreaterThan(text.length - needles.longest * 256 - 2000)
  expect(out + textOf(scrubber.end())).toBe(text)
})
