import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../catalogue/index.ts'
import { SURFACES } from '../contract/attack-case.ts'
import { fill } from '../laboratory/fill.ts'
import { Dice } from './dice.ts'
import { editText } from './edit-text.ts'
import { anyCase, seedsOf } from './generate.ts'
import { mutate, MUTATIONS } from './mutate.ts'

const lookup = (name: string, argument: string | null): string => `<${name}:${argument ?? ''}>`

describe('cases by chance', () => {
  it('are data, of a surface that there is, and can be filled in', () => {
    fc.assert(
      fc.property(anyCase(CATALOGUE), (attack) => {
        expect(JSON.parse(JSON.stringify(attack))).toEqual(attack)
        expect(attack.surfaces.filter((each) => !SURFACES.includes(each))).toEqual([])
        for (const step of attack.steps) {
          if (step.do === 'send') expect(fill(step.url, lookup)).toBeInstanceOf(Buffer)
          if (step.do === 'wire') expect(fill(step.bytes, lookup)).toBeInstanceOf(Buffer)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('are the same for a seed', () => {
    const take = (seed: number): unknown => fc.sample(anyCase(CATALOGUE), { seed, numRuns: 20 })
    expect(take(7)).toEqual(take(7))
    expect(take(7)).not.toEqual(take(8))
  })

  it('come from many recorded attacks, and each mutation changes some of them', () => {
    const seeds = seedsOf(CATALOGUE)
    expect(seeds.length).toBeGreaterThan(300)
    for (const kind of MUTATIONS) {
      const changed = seeds.filter(
        (seed, at) => JSON.stringify(mutate(seed, [{ kind, seed: at }])) !== JSON.stringify(mutate(seed, [])),
      )
      expect(`${kind} ${String(changed.length > 0)}`).toBe(`${kind} true`)
    }
  })
})

it('an edit leaves placeholders whole, or takes them out', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const text = editText('a {{secret}} b {{origin:named}} c', new Dice(seed))
      expect(text.replace(/\{\{(?:secret|(?:origin|host):(?:named|other))\}\}/g, '')).not.toMatch(/\{\{|\}\}/)
    }),
    { numRuns: 300 },
  )
})
