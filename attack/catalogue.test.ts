import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { vultrino } from './src/adapters/vultrino/vultrino.ts'
import { CATALOGUE } from './src/catalogue/index.ts'
import { FAULTS } from './src/contract/verdict.ts'
import { openSession, planRun, runPlanned, type Session } from './src/run/run-catalogue.ts'

const proxy = vultrino()
// What is left behind is searched when everything else has been done.
const ordered = [...CATALOGUE].sort(
  (a, b) => Number(a.expect.is === 'no-trace') - Number(b.expect.is === 'no-trace'),
)

describe('the catalogue of attacks', () => {
  it('has at least three hundred cases, each of an id of its own', () => {
    const ids = CATALOGUE.map(({ id }) => id)
    expect(ids.length).toBeGreaterThanOrEqual(300)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([])
  })
  it('is data: every case survives JSON', () => {
    expect(JSON.parse(JSON.stringify(CATALOGUE))).toEqual(CATALOGUE)
  })
})

describe('Vultrino under attack', () => {
  let session: Session
  beforeAll(async () => {
    session = await openSession(proxy)
  })
  afterAll(async () => {
    await session.close()
  })

  // Elsewhere the cases by names are not applicable where a program cannot be given a name server, and say why.
  if (process.env['VULTRINO_TEST_TOOLS'] === 'required') {
    it('has a name server of its own', () => {
      expect(session.bench.lab.namesMissing).toBeNull()
      const named = CATALOGUE.filter(({ needs }) => needs.includes('names'))
      const planned = planRun(session.bench, named).filter(({ missing }) => missing === null)
      expect(new Set(planned.map(({ attack }) => attack.id)).size).toBeGreaterThanOrEqual(100)
    })
  }

  it.each(ordered.map((attack) => [attack.id, attack.title, attack] as const))(
    '%s: %s',
    async (_id, _title, attack) => {
      for (const planned of planRun(session.bench, [attack])) {
        const verdict = await runPlanned(session.bench, planned)
        expect(FAULTS.has(verdict.outcome) ? verdict : null).toBeNull()
      }
    },
  )
})
