import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Counters, drain, type Counter } from './counters.ts'

const WINDOW = 60_000
const PROCESSES = 3

type Step =
  | { readonly kind: 'take'; readonly by: number; readonly times: number }
  | { readonly kind: 'undo' | 'restart' | 'kill'; readonly by: number }
  | { readonly kind: 'wait'; readonly ms: number }

const by = fc.nat(PROCESSES - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('take' as const), by, times: fc.integer({ min: 1, max: 400 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const), by }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const), by }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const), by }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.oneof(fc.nat(40_000), fc.nat(10_000_000)),
    }),
  },
)
/** Small ones are counted one by one, large ones in blocks. */
const max = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 2_000, max: 80_000 }))
const runs = { numRuns: process.env['VULTRINO_LONG_TESTS'] === '1' ? 3000 : 120 }

it('never more than the limit pass in a window, whoever takes, stops, starts or dies', () => {
  fc.assert(
    fc.property(max, fc.array(step, { maxLength: 40 }), (most, steps) => {
      using counters = new Counters()
      const limit = { max: most, windowMs: WINDOW }
      const processes: Counter[] = Array.from({ length: PROCESSES }, () => counters.open())
      /** By the end of their window. */
      const passed = new Map<number, number>()
      /** Windows in which uses may be lost, and the window of the newest use of each process. */
      const lossy = new Set<number>()
      const latest: (number | undefined)[] = processes.map(() => undefined)
      const actions: { readonly [K in Step['kind']]: (step: Extract<Step, { kind: K }>) => void } = {
        take: ({ by: who, times }) => {
          for (let i = 0; i < times; i++) {
            const taken = processes[who]?.limits.take('b', limit)
            if (taken?.allowed !== true) break
            passed.set(taken.resetAt, (passed.get(taken.resetAt) ?? 0) + 1)
            latest[who] = taken.resetAt
          }
        },
        undo: ({ by: who }) => {
          const window = latest[who]
          if (window === undefined || counters.clock.wall >= window) return
          processes[who]?.limits.giveBack('b')
          passed.set(window, (passed.get(window) ?? 0) - 1)
          latest[who] = undefined
        },
        restart: ({ by: who }) => {
          processes[who]?.close()
          processes[who] = counters.open()
          latest[who] = undefined
        },
        kill: ({ by: who }) => {
          for (const window of passed.keys()) lossy.add(window)
          processes[who] = counters.open()
          latest[who] = undefined
        },
        wait: ({ ms }) => counters.clock.advance(ms),
      }
      for (const one of steps) actions[one.kind](one as never)
      for (const count of passed.values()) expect(count).toBeLessThanOrEqual(most)

      // When all are done, what none of them used is there to be used.
      const [open] = [...passed.keys()].filter((ends) => ends > counters.clock.wall)
      for (const process of processes) process.close()
      const rest = drain(counters.open(), 'b', most, WINDOW)
      if (open === undefined) expect(rest).toBe(most)
      else if (!lossy.has(open)) expect((passed.get(open) ?? 0) + rest).toBe(most)
      else expect((passed.get(open) ?? 0) + rest).toBeLessThanOrEqual(most)
    }),
    runs,
  )
})

it('a clock that is set back never refills, and never makes a window longer for who goes on', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 10 ** 11 }),
      fc.nat(WINDOW - 1),
      (most, back, later) => {
        using counters = new Counters()
        const [one, other] = [counters.open(), counters.open()]
        const first = drain(one, 'b', most, WINDOW, Math.ceil(most / 2))
        counters.clock.wall -= back
        expect(first + drain(other, 'b', most, WINDOW) + drain(one, 'b', most, WINDOW)).toBe(most)
        counters.clock.advance(later)
        const refused = other.limits.take('b', { max: most, windowMs: WINDOW })
        expect(refused.allowed).toBe(false)
        expect(refused.resetAt - counters.clock.wall).toBe(WINDOW - later)
        expect(drain(counters.open(), 'b', most, WINDOW)).toBe(0)
        counters.clock.advance(WINDOW - later)
        expect(drain(one, 'b', most, WINDOW)).toBe(most)
        expect(drain(other, 'b', most, WINDOW)).toBe(0)
      },
    ),
    runs,
  )
})
