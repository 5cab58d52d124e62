import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readReports } from './read-reports.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vultrino-attack-results-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const report = {
  proxy: 'one',
  version: 'one 1.0',
  began: '2026-11-23T20:00:00.000Z',
  verdicts: [{ outcome: 'clean' }],
}
const write = (name: string, content: unknown): string => {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(content))
  return file
}

it('reads reports in the order given, without the name in a version', () => {
  const files = [write('b.json', { ...report, proxy: 'two' }), write('a.json', report)]
  expect(readReports(files).map(({ proxy, version }) => [proxy, version])).toEqual([
    ['two', 'one 1.0'],
    ['one', '1.0'],
  ])
})

it('refuses two reports about one proxy', () => {
  expect(() => readReports([write('c.json', report), write('d.json', report)])).toThrow(
    'two reports are about one',
  )
})

it.each([
  [null],
  [{}],
  [[]],
  [{ ...report, verdicts: 'none' }],
  [{ ...report, verdicts: [{ outcome: 'fine' }] }],
])('refuses what is no report: %j', (content) => {
  expect(() => readReports([write('e.json', content)])).toThrow('is no report of the attack suite')
})
