import { afterEach, describe, expect, it } from 'vitest'
import { FAULTS as PLANTED, STANDS } from './planted/faults.ts'
import { testBuild, type TestBuild } from './planted/test-build.ts'
import { vultrino } from './src/adapters/vultrino/vultrino.ts'
import { CATALOGUE } from './src/catalogue/index.ts'
import type { AttackCase } from './src/contract/attack-case.ts'
import { FAULTS } from './src/contract/verdict.ts'
import { openSession, planRun, runPlanned, type Planned } from './src/run/run-catalogue.ts'

const IDS = new Set([...PLANTED.flatMap(({ fails }) => fails), ...STANDS])
/** The path of a request is the same for all others. */
const ONE_WAY_IN: ReadonlySet<string> = new Set(['reverse', 'web', 'mcp'])
const SAMPLE = CATALOGUE.filter(({ id }) => IDS.has(id))
/** Those that take long: run where a fault is theirs, and on the product as it is. */
const isLong = ({ expect: { is } }: AttackCase): boolean => is === 'probe' || is === 'no-trace'

let build: TestBuild | undefined
afterEach(async () => {
  await build?.remove()
  build = undefined
})

/** The cases of a sample that fail, by one way in, and those that could not be run on this machine. */
async function failing(
  program: string,
  sample: readonly AttackCase[],
): Promise<{ readonly failed: string[]; readonly skipped: Set<string> }> {
  const session = await openSession(vultrino(program))
  try {
    const failed: string[] = []
    const skipped = new Set<string>()
    for (const planned of planRun(session.bench, sample)) {
      if (!comesByOneWay(planned)) continue
      const { case: id, outcome } = await runPlanned(session.bench, planned)
      if (FAULTS.has(outcome)) failed.push(id)
      if (outcome === 'not-applicable') skipped.add(id)
    }
    return { failed, skipped }
  } finally {
    await session.close()
  }
}

/** By `mcp` only what comes by no other way. */
function comesByOneWay({ attack, surface }: Planned): boolean {
  if (surface === null) return true
  return ONE_WAY_IN.has(surface) && (surface !== 'mcp' || !attack.surfaces.includes('reverse'))
}

describe('a sample of the catalogue', () => {
  it('knows every case that it names', () => {
    expect(SAMPLE.map(({ id }) => id).sort()).toEqual([...IDS].sort())
  })

  it('finds nothing in the product as it is', async () => {
    build = await testBuild()
    expect((await failing(build.program, SAMPLE)).failed).toEqual([])
  })

  it.each(PLANTED)('finds the lack of $name, and nothing else', async ({ changes, fails }) => {
    build = await testBuild(changes)
    const sample = SAMPLE.filter((attack) => !isLong(attack) || fails.includes(attack.id))
    const { failed, skipped } = await failing(build.program, sample)
    expect(failed.sort()).toEqual(fails.filter((id) => !skipped.has(id)).sort())
  })

  it('would say so if a guard had moved elsewhere', async () => {
    const moved = { file: 'src/domain/address.ts', from: 'text that never stood there', to: '' }
    await expect(testBuild([moved])).rejects.toThrow('stands there 0 times')
    const elsewhere = { file: 'src/domain/not-a-file.ts', from: 'x', to: 'y' }
    await expect(testBuild([elsewhere])).rejects.toThrow('not part of the product')
  })
})
