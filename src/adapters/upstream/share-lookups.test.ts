import { describe, expect, it } from 'vitest'
import { shareLookups, type ResolvedAddress } from './share-lookups.ts'

/** A resolver whose answers are given by hand, in the order in which it was asked. */
function byHand() {
  const asked: string[] = []
  const pending: PromiseWithResolvers<readonly ResolvedAddress[]>[] = []
  const clock = { now: 0 }
  const resolve = shareLookups(
    (hostname) => {
      asked.push(hostname)
      const answer = Promise.withResolvers<readonly ResolvedAddress[]>()
      pending.push(answer)
      return answer.promise
    },
    () => clock.now,
  )
  return { asked, pending, clock, resolve }
}

const HERE = [{ address: '192.0.2.1', family: 4 }]
const THERE = [{ address: '192.0.2.2', family: 4 }]

describe('lookups of one name', () => {
  it('are one while it is under way, and another afterwards', async () => {
    const { asked, pending, resolve } = byHand()
    const both = [resolve('a.example'), resolve('a.example')]
    expect(asked).toEqual(['a.example'])
    pending[0]?.resolve(HERE)
    expect(await Promise.all(both)).toEqual([HERE, HERE])
    const later = resolve('a.example')
    pending[1]?.resolve(THERE)
    expect(await later).toEqual(THERE)
    expect(asked).toEqual(['a.example', 'a.example'])
  })

  it('fail together, and nothing is held against the name', async () => {
    const { asked, pending, resolve } = byHand()
    const both = [resolve('a.example'), resolve('a.example')]
    pending[0]?.reject(new Error('no such name'))
    for (const one of both) await expect(one).rejects.toThrow('no such name')
    const later = resolve('a.example')
    pending[1]?.resolve(HERE)
    expect(await later).toEqual(HERE)
    expect(asked.length).toBe(2)
  })

  it('hold up no other name', async () => {
    const { pending, resolve } = byHand()
    void resolve('silent.example')
    const other = resolve('a.example')
    pending[1]?.resolve(HERE)
    expect(await other).toEqual(HERE)
  })

  it('begin anew when one has taken longer than any answer takes; a late end changes nothing', async () => {
    const { asked, pending, clock, resolve } = byHand()
    const lost = resolve('a.example')
    clock.now = 59_999
    void resolve('a.example')
    expect(asked.length).toBe(1)
    clock.now = 60_000
    const again = resolve('a.example')
    expect(asked.length).toBe(2)
    pending[0]?.resolve(HERE)
    expect(await lost).toEqual(HERE)
    const joined = resolve('a.example')
    expect(asked.length).toBe(2)
    pending[1]?.resolve(THERE)
    expect(await Promise.all([again, joined])).toEqual([THERE, THERE])
  })
})
