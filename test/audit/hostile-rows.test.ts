import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readBlock } from '../../src/domain/audit-chain/block-text.ts'
import { readEvent } from '../../src/domain/audit-chain/event-text.ts'
import { textLine } from '../../src/domain/audit-chain/text-line.ts'
import { auditStats } from '../../src/manage/audit/audit-stats.ts'
import { exportAudit } from '../../src/manage/audit/export-audit.ts'
import { searchAudit } from '../../src/manage/audit/search-audit.ts'
import { entry, refusal } from './support-events.ts'
import { TestLog } from './support-log.ts'

let log: TestLog
beforeEach(() => {
  log = new TestLog()
})
afterEach(() => {
  log.remove()
})

/** Puts other fields into every event of a group. */
const edit = (change: (fields: unknown[]) => void): void =>
  log.edit((database) => {
    const row = database.prepare('SELECT sequence, events FROM audit_group ORDER BY sequence LIMIT 1').get()
    const fields = JSON.parse(String(row?.['events'])) as unknown[]
    change(fields)
    database
      .prepare('UPDATE audit_group SET events = ? WHERE sequence = ?')
      .run(JSON.stringify(fields), Number(row?.['sequence']))
  })

describe('one row that somebody else wrote does not keep the rest from being read', () => {
  it.each([
    ['a time that no date can be', 1, 8.64e15 + 1],
    ['a time far from any', 1, 1e300],
    ['a time of another kind', 1, '2024'],
    ['half a millisecond', 1, 0.5],
    ['no surface', 3, null],
    ['a number for an action', 9, 7],
    ['no action', 9, null],
    ['no decision', 13, null],
    ['true for an address', 12, true],
  ])('%s', async (_, at, value) => {
    await log.write([refusal('a')], [refusal('b')], [refusal('c')])
    edit((fields) => (fields[at] = value))
    const { records } = await searchAudit(log.store, log.index, {}, { limit: 10 })
    expect(records.map(({ requestId }) => requestId)).toEqual(['c', 'b'])
    const { total } = await auditStats(log.store, log.index, {}, 0)
    expect(total).toBe(2)
    let text = ''
    for await (const piece of exportAudit(log.store, log.index, {}, 'jsonl')) text += piece
    expect(text.split('\n')).toHaveLength(3)
    expect(await log.verify()).toMatchObject({ intact: false })
  })
})

it('what is no word of ours is escaped in a line of text', () => {
  const odd = '\u001b]0;x\u0007\u009b31m\u202e\r\nFAKE'
  const line = textLine(entry('a', { action: `credential.add${odd}`, surface: odd as 'cli' }), null)
  expect(line).toMatch(/^[\x20-\x7e]*\n$/)
  expect(textLine(entry('a'), null)).toContain('Z HTTP http_request credential=')
})

it('an event is read only in its own form', () => {
  for (const text of [
    '["result1",1,null,1,"complete",200,1,1,1]',
    '["lost1","x",1]',
    '["toString"]',
    '[["entry1"]]',
  ])
    expect(readEvent(text)).toBeUndefined()
  expect(readEvent('["lost1",1,1]')).toEqual({ type: 'lost', time: 1, results: 1 })
})

it.each([
  ['an hour that no date can have', '[2400000001,1,0,0,1,1,1,0,1,0,1]'],
  ['no action', '[1,1,0,0,1,1,1,1,1,0,1]'],
])('a summary with %s is none', (_, cells) => {
  const text = (numbers: string): string => `["block2",1,2,"ff",["cli",null],${numbers},[],[]]`
  expect(readBlock(text('[1,1,0,0,1,1,1,0,1,0,1]'))).toBeDefined()
  expect(readBlock(text(cells))).toBeUndefined()
})
