import fc from 'fast-check'
import { expect, it } from 'vitest'
import { answerBytes, echoPlan } from './echo-plan.ts'
import { findLeak } from './find-leak.ts'

const SECRET = 'tok_Zq8+/=pQ"x&7%41'

it('finds the secret in every uncompressed answer an echoing target can give', () => {
  fc.assert(
    fc.property(echoPlan, (plan) => {
      const whole = answerBytes({ ...plan, coding: 'identity', pieces: [4096] }, SECRET)
      expect(findLeak(whole, SECRET)).not.toBeNull()
    }),
  )
})

it('finds nothing in text that only looks like it', () => {
  expect(findLeak(Buffer.from('tok_Zq8+/=pQ [vultrino:demo] dG9rX1pxOCsv'), SECRET)).toBeNull()
})
