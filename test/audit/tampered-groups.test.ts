import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { groupRows, type RowGroup } from '../../src/domain/audit-chain/group.ts'
import { entry, refusal } from './support-events.ts'
import { TestLog } from './support-log.ts'

let log: TestLog
let groups: RowGroup[]
beforeAll(async () => {
  log = new TestLog()
  const some = (name: string): ReturnType<typeof entry>[] => [
    ...Array.from({ length: 4 }, (_, i) => entry(`${name}${String(i)}`)),
    refusal(name),
  ]
  await log.write(...['a', 'b', 'c', 'd', 'e'].map(some))
  log.edit((database) => {
    groups = database.prepare('SELECT * FROM audit_group').all() as unknown as RowGroup[]
  })
})
afterAll(() => log.remove())

function restore(): void {
  log.edit((database) => {
    database.exec('DELETE FROM audit_group')
    const put = database.prepare('INSERT INTO audit_group (sequence, events, hashes) VALUES (?, ?, ?)')
    for (const { sequence, events, hashes } of groups) put.run(sequence, events, hashes)
  })
}
beforeEach(restore)

describe('inside of a group of rows that were written together', () => {
  const big = (): RowGroup => groups.find((group) => groupRows(group).length > 4) as RowGroup
  const regroup = (act: (lines: string[], marks: string[]) => void, sequence = big().sequence): void => {
    const lines = big().events.split('\n')
    const marks = groupRows(big()).map(({ hash }) => hash)
    act(lines, marks)
    log.edit((database) =>
      database
        .prepare('UPDATE audit_group SET sequence = ?, events = ?, hashes = ? WHERE sequence = ?')
        .run(sequence, lines.join('\n'), marks.join(''), big().sequence),
    )
  }
  const at = fc.integer({ min: 0, max: 3 })
  const found = async (): Promise<number | undefined> => {
    const verdict = await log.verify()
    return verdict.intact ? undefined : verdict.finding.sequence - big().sequence
  }

  it.each([
    ['an event dropped', (i: number) => regroup((lines) => lines.splice(i, 1))],
    ['an event dropped with its hash', (i: number) => regroup((l, m) => [l.splice(i, 1), m.splice(i, 1)])],
    ['an event doubled', (i: number) => regroup((lines) => lines.splice(i, 0, `${lines[i] ?? ''} `))],
    [
      'two that changed places, with their hashes',
      (i: number) =>
        regroup((lines, marks) => {
          lines.splice(i, 2, lines[i + 1] ?? '', lines[i] ?? '')
          marks.splice(i, 2, (marks[i + 1] ?? '').slice(0, 8), (marks[i] ?? '').slice(0, 8))
        }),
    ],
    ['an event split', (i: number) => regroup((l) => (l[i] = (l[i] ?? '').replace(',', ',\n')))],
    ['hashes cut short', (i: number) => regroup((_, marks) => marks.splice(i, marks.length - i, 'abc'))],
  ])('%s is found at its very place', async (_, act) => {
    await fc.assert(
      fc.asyncProperty(at, async (i) => {
        restore()
        act(i)
        expect(await found()).toBe(i)
      }),
      { numRuns: 8 },
    )
  })

  it('the last ones dropped, and the whole moved, are found where they are missing', async () => {
    regroup((lines, marks) => [lines.splice(3), marks.splice(3)])
    expect(await found()).toBe(3)
    restore()
    regroup(() => undefined, 1000)
    expect(await found()).toBe(0)
  })
})
