import { describe, expect, test } from 'vitest'
import { Recently } from './recently.ts'

const setUp = (answers: readonly (() => Promise<number>)[], takes = 0) => {
  const clock = { now: 0 }
  let asked = 0
  const recently = new Recently({
    ask: async () => {
      const answer = answers[asked++]
      clock.now += takes
      if (answer === undefined) throw new Error('asked too often')
      return answer()
    },
    now: () => clock.now,
    freshMs: 1000,
  })
  return { recently, clock, asked: () => asked }
}
const is = (value: number) => (): Promise<number> => Promise.resolve(value)

describe('Recently', () => {
  test('asks once as long as the answer is fresh, and gives the old one while it asks again', async () => {
    const { recently, clock, asked } = setUp([is(1), is(2)])
    expect(await recently.value()).toBe(1)
    clock.now = 999
    expect(await recently.value()).toBe(1)
    expect(asked()).toBe(1)
    clock.now = 1000
    expect(await recently.value()).toBe(1)
    await Promise.resolve()
    await new Promise(setImmediate)
    expect(await recently.value()).toBe(2)
    expect(asked()).toBe(2)
  })

  test('what took long is good for twenty times as long', async () => {
    const { recently, clock, asked } = setUp([is(1), is(2)], 500)
    await recently.value()
    clock.now = 500 + 9999
    await recently.value()
    expect(asked()).toBe(1)
    clock.now = 500 + 10_000
    await recently.value()
    expect(asked()).toBe(2)
  })

  test('those who ask at the same time ask once', async () => {
    const { recently, asked } = setUp([is(1)])
    expect(await Promise.all([recently.value(), recently.value()])).toEqual([1, 1])
    expect(asked()).toBe(1)
  })

  test('a failure is thrown where nothing is known, is not kept, and never takes away what is known', async () => {
    const fails = (): Promise<number> => Promise.reject(new Error('locked'))
    const { recently, clock } = setUp([fails, is(1), fails, is(3)])
    await expect(recently.value()).rejects.toThrow('locked')
    expect(await recently.value()).toBe(1)
    clock.now = 5000
    expect(await recently.value()).toBe(1)
    await new Promise(setImmediate)
    expect(await recently.value()).toBe(1)
    await new Promise(setImmediate)
    expect(await recently.value()).toBe(3)
  })
})
