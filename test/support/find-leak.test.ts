import fc from 'fast-check'
import { expect, it } from 'vitest'
import { answerBytes, echoPlan } from './echo-plan.ts'
import { findLeak } from './find-leak.ts'

const SECRET = 'tok_Zq8+/=pQ"x&7%41'

it('finds the secret in every uncompressed answer an echoing target can give', () => {
  fc.assert(
    fc.property(echoPlan, (plan) => {
      // Text around it can garble its first or last escape: that is no leak, and not what is judged here.
      const plain = { ...plan, coding: 'identity', pieces: [4096], before: '', after: '' } as const
      const whole = answerBytes(plain, SECRET)
      expect(findLeak(whole, SECRET)).not.toBeNull()
    }),
  )
})

it('finds nothing in text that only looks like it', () => {
  expect(findLeak(Buffer.from('tok_Zq8+/=pQ [vultrino:demo] dG9rX1pxOCsv'), SECRET)).toBeNull()
})
