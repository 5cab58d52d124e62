import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { vultrino } from './src/adapters/vultrino/vultrino.ts'
import { CATALOGUE } from './src/catalogue/index.ts'
import { runFuzz } from './src/fuzz/run-fuzz.ts'
import { openSession } from './src/run/run-catalogue.ts'

const SECONDS = Number(process.env['VULTRINO_TEST_FUZZ_SECONDS'] ?? 20)
const SEED = Number(process.env['VULTRINO_TEST_FUZZ_SEED'] ?? randomInt(2 ** 30))
/** Starting, ending, and making a finding smaller. */
const MORE = 90

describe('attacks by chance', () => {
  it(
    `find nothing in ${String(SECONDS)} s (seed ${String(SEED)})`,
    async () => {
      const session = await openSession(vultrino())
      try {
        const { findings, cases } = await runFuzz(session.bench, {
          seconds: SECONDS,
          seed: SEED,
          catalogue: CATALOGUE,
        })
        // Each is a case as it stands: it goes into src/catalogue/found, and stays there.
        expect({ seed: SEED, findings }).toEqual({ seed: SEED, findings: [] })
        expect(cases).toBeGreaterThan(0)
      } finally {
        await session.close()
      }
    },
    (SECONDS + MORE) * 1000,
  )
})
