import { expect, test } from 'vitest'
import { within } from './within.ts'

test('waits for what comes soon, and not for what does not', async () => {
  expect(await within(1000, Promise.resolve(7))).toBe(7)
  expect(await within(1, new Promise<number>(() => undefined))).toBeUndefined()
})

test('a failure in time is thrown, and a later one is nobody’s', async () => {
  await expect(within(1000, Promise.reject(new Error('locked')))).rejects.toThrow('locked')
  let fail: (reason: Error) => void = () => undefined
  const late = new Promise<number>((_, reject) => {
    fail = reject
  })
  expect(await within(1, late)).toBeUndefined()
  fail(new Error('locked'))
  await expect(late).rejects.toThrow('locked')
})
