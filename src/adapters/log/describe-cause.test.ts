import { expect, it } from 'vitest'
import { describeCause } from './describe-cause.ts'

it('says what and where, and leaves out what the message may quote', () => {
  const error = new TypeError('Invalid character in header content ["authorization: Bearer s3cr3t-value"]')
  const described = describeCause(Object.assign(error, { code: 'ERR_INVALID_CHAR' }))
  expect(described).toMatchObject({ cause: 'TypeError', code: 'ERR_INVALID_CHAR' })
  expect(described['at']).toContain('describe-cause.test.ts')
  expect(JSON.stringify(described)).not.toContain('s3cr3t-value')
})

it('survives a message that looks like a stack frame', () => {
  const described = describeCause(new Error('x\nauthorization: Bearer s3cr3t-value'))
  expect(JSON.stringify(described)).not.toContain('s3cr3t-value')
})

it('takes anything that can be thrown', () => {
  expect(describeCause('s3cr3t-value')).toEqual({ cause: 'string' })
})
