import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NeedleSet } from '../../src/domain/scrub/needle-set.ts'
import { Scrubber } from '../../src/domain/scrub/scrubber.ts'
import { Secret } from '../../src/domain/secret.ts'
import { bytesOf, RUNS, textOf } from './spellings.ts'

const SECRET = 'ghp_S3cretOfMine4eC39HqLyjWDarjtT1z'

/** The owner's secret, and one that a caller gave. */
const setOf = (guess: string): NeedleSet =>
  NeedleSet.compile(
    [{ alias: 'mine', secret: new Secret(SECRET) }],
    [{ alias: 'guess', secret: new Secret(guess) }],
  )

function through(needles: NeedleSet, chunks: readonly string[]): string[] {
  const scrubber = new Scrubber(needles)
  return [...chunks.map((chunk) => textOf(scrubber.push(bytesOf(chunk)))), textOf(scrubber.end())]
}

const cut = (text: string, at: readonly number[]): string[] => {
  const places = [0, ...at.map((place) => place % text.length).sort((a, b) => a - b), text.length]
  return places.slice(1).map((place, i) => text.slice(places[i], place))
}

it('a guess that reaches into a secret changes nothing that comes out', () => {
  const length = fc.integer({ min: 1, max: SECRET.length - 1 })
  fc.assert(
    fc.property(length, fc.boolean(), fc.array(fc.nat(), { maxLength: 4 }), (known, fromEnd, places) => {
      const part = fromEnd ? SECRET.slice(-known) : SECRET.slice(0, known)
      const wrong = fromEnd ? `~${part.slice(1)}` : `${part.slice(0, -1)}~`
      const guesses = [part, wrong].map((text) => (fromEnd ? `${text} and so on` : `a: Bearer ${text}`))
      const chunks = cut(`{"a: Bearer ${SECRET} and so on"}`, places)
      const [right, other] = guesses.map((guess) => through(setOf(guess), chunks))
      expect(right).toEqual(other)
      expect(right?.join('')).toBe('{"a: Bearer [vultrino:mine] and so on"}')
    }),
    { numRuns: RUNS },
  )
})

it('what callers gave is searched for all the same: in text, names, pieces, and where the owner gave nothing', () => {
  const given = 'another-secret-of-a-caller'
  const [both, alone] = [setOf(given), NeedleSet.compile([], [{ alias: 'guess', secret: new Secret(given) }])]
  for (const needles of [both, alone]) {
    expect(needles.scrubText(`x ${given} y`)).toBe('x [vultrino:guess] y')
    expect(needles.occursIn([given])).toBe(true)
    expect(needles.occursInName(`X-${given}`)).toBe(true)
    expect(through(needles, ['x anoth', 'er-secret-of', '-a-caller y']).join('')).toBe('x [vultrino:guess] y')
    expect(needles.empty).toBe(false)
  }
  const tally = { redactions: 0 }
  expect(both.scrubText(`${SECRET} ${given}`, tally)).toBe('[vultrino:mine] [vultrino:guess]')
  expect(tally.redactions).toBe(2)
  expect(both.size).toBeGreaterThan(alone.size)
})
