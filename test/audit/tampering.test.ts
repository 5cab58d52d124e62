import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { chainStart, rowHash } from '../../src/domain/audit-chain/chain.ts'
import { sha256Digest } from '../../src/adapters/audit-store/sha256-digest.node.ts'
import { entryText } from '../../src/domain/audit-chain/event-text.ts'
import { groupRows, type RowGroup } from '../../src/domain/audit-chain/group.ts'
import { entry, refusal } from './support-events.ts'
import { TestLog } from './support-log.ts'

/** Rows of the log that is tampered with: two runs of a process, so two checkpoints: at 60 and at 120. */
const ROWS = 120
const HALF = 60
const RUNS = Number(process.env['VULTRINO_LONG_TESTS'] ?? 0) > 0 ? 2000 : 150

/** A row with its whole hash; `end`: the last of those that were written together. */
interface Row {
  sequence: number
  event: string
  hash: string
  end: boolean
}

let log: TestLog
let rows: Row[]
let groups: RowGroup[]
let logId: string

const run = (name: string): ReturnType<typeof entry>[][] =>
  Array.from({ length: 10 }, (_, i) => [
    entry(`${name}${String(i)}a`),
    refusal(`${name}${String(i)}b`),
    entry(`${name}${String(i)}c`),
    refusal(`${name}${String(i)}d`, { credential: 'stripe', url: 'https://api.stripe.com/v1/charges' }),
  ])

beforeAll(async () => {
  log = new TestLog()
  await log.write(...run('x'))
  await log.write(...run('y'))
  log.edit((database) => {
    logId = String(database.prepare('SELECT id FROM audit_log').get()?.['id'])
    groups = database.prepare('SELECT * FROM audit_group ORDER BY sequence').all() as unknown as RowGroup[]
    const stored = groups.flatMap((group) => groupRows(group))
    rows = rechain(stored.map((row) => ({ ...row, end: row.hash.length === 64 })))
    expect(rows.map(({ hash, end }) => (end ? hash : hash.slice(0, 8)))).toEqual(
      stored.map(({ hash }) => hash),
    )
  })
})
afterAll(() => log.remove())

/** Rows as they are stored: the sequence of all but the first of a group follows from its place. */
function grouped(all: readonly Row[]): RowGroup[] {
  const made: RowGroup[] = []
  let open = false
  for (const { sequence, event, hash, end } of all) {
    const last = made.at(-1)
    // What does not follow the row before it needs a group of its own.
    const follows = open && last !== undefined && sequence === last.sequence + last.events.split('\n').length
    const before = follows ? made.pop() : undefined
    const kept = end ? hash : hash.slice(0, 8)
    const events = before === undefined ? event : `${before.events}\n${event}`
    made.push({ sequence: before?.sequence ?? sequence, events, hashes: (before?.hashes ?? '') + kept })
    open = !end
  }
  return made
}

/** Puts the log back, then does what `act` does. */
function tamper(act: (rows: Row[]) => Row[], more: (database: DatabaseSync) => void = () => undefined): void {
  log.edit((database) => {
    database.exec('BEGIN; DELETE FROM audit_group; DELETE FROM audit_block')
    const put = database.prepare('INSERT INTO audit_group (sequence, events, hashes) VALUES (?, ?, ?)')
    for (const { sequence, events, hashes } of grouped(act(rows.map((row) => ({ ...row })))))
      put.run(sequence, events, hashes)
    more(database)
    database.exec('COMMIT')
  })
}

/** Chains the rows anew from the one at `from` on, as somebody who knows the product would. */
function rechain(all: Row[], from = 0): Row[] {
  let { hash } = from === 0 ? chainStart(sha256Digest, logId) : (all[from - 1] as Row)
  return all.map((row, i) => {
    if (i < from) return row
    hash = rowHash(sha256Digest, hash, i + 1, row.event)
    return { ...row, sequence: i + 1, hash }
  })
}

const place = fc.integer({ min: 0, max: ROWS - 1 })
const broken = async (): Promise<unknown> => {
  const verdict = await log.verify()
  return verdict.intact ? 'intact' : verdict.finding
}

beforeEach(() => tamper((all) => all))

it('a log that nobody touched is intact, and says what it has', async () => {
  expect(rows).toHaveLength(ROWS)
  expect(await log.verify()).toMatchObject({
    intact: true,
    log: logId,
    summary: { rows: ROWS, first: 1, last: { sequence: ROWS }, open: 0, signed: ROWS },
  })
})

describe('is found at the very row', () => {
  it('a character changed, anywhere in event or hash', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.constantFrom('event', 'hash'), fc.nat(), async (at, field, where) => {
        tamper((all) => {
          const row = all[at] as Row
          const text = field === 'hash' && !row.end ? row.hash.slice(0, 8) : row[field]
          const i = where % text.length
          row[field] = `${text.slice(0, i)}${text[i] === '7' ? '8' : '7'}${text.slice(i + 1)}`
          return all
        })
        expect(await broken()).toMatchObject({ sequence: at + 1, fault: 'row_changed' })
      }),
      { numRuns: RUNS },
    )
  })

  it('rows taken out', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 20 }), async (at, count) => {
        tamper((all) => all.filter((_, i) => i < at || i >= at + count))
        expect(await broken()).toMatchObject({
          sequence: at + 1,
          fault: at + count >= ROWS ? 'truncated' : 'missing_row',
        })
      }),
      { numRuns: RUNS },
    )
  })

  it('rows taken out and the others moved up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: ROWS - 2 }), async (at) => {
        tamper((all) => all.filter((_, i) => i !== at).map((row, i) => ({ ...row, sequence: i + 1 })))
        expect(await broken()).toMatchObject({ sequence: at + 1, fault: 'row_changed' })
      }),
      { numRuns: RUNS },
    )
  })

  it('rows that changed places', async () => {
    await fc.assert(
      fc.asyncProperty(place, place, async (one, other) => {
        fc.pre(one !== other)
        tamper((all) => {
          const [a, b] = [all[one] as Row, all[other] as Row]
          all[one] = { ...b, sequence: a.sequence, end: a.end }
          all[other] = { ...a, sequence: b.sequence, end: b.end }
          return all
        })
        expect(await broken()).toMatchObject({ sequence: Math.min(one, other) + 1, fault: 'row_changed' })
      }),
      { numRuns: RUNS },
    )
  })

  it('a row put in, a copy or a new one', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.boolean(), async (at, copy) => {
        tamper((all) => {
          const before = all[at] as Row
          const event = copy ? before.event : entryText(entry('forged'))
          const hash = createHash('sha256').update(event).digest('hex')
          all.splice(at + 1, 0, copy ? { ...before } : { sequence: 0, event, hash, end: before.end })
          if (at + 2 < all.length) before.end = false
          return all.map((row, i) => ({ ...row, sequence: i + 1 }))
        })
        expect(await broken()).toMatchObject({ sequence: at + 2, fault: 'row_changed' })
      }),
      { numRuns: RUNS },
    )
  })

  it('a row changed with its hash made anew: the next one does not follow it', async () => {
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        tamper((all) => {
          const row = { ...(all[at] as Row), event: entryText(refusal('forged')) }
          all[at] = rechain([...all.slice(0, at), row], at)[at] as Row
          return all
        })
        const finding = await broken()
        // The row itself shows it where a forgery takes away what a later result answers, or is at a checkpoint.
        if (at + 1 === HALF || at + 1 === ROWS)
          expect(finding).toMatchObject({ sequence: at + 1, fault: 'not_as_signed' })
        else expect(finding).toMatchObject({ sequence: at + 2, fault: 'row_changed' })
      }),
      { numRuns: RUNS },
    )
  })
})

describe('with the whole chain made anew', () => {
  it('a change is found at the next checkpoint, which names the last row before it that is vouched for', async () => {
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        tamper((all) => {
          const row = all[at] as Row
          row.event = row.event
            .replace('2024', '2025')
            .replace('claude-key', 'other-key')
            .replace(',200,', ',201,')
          return rechain(all, at)
        })
        const after = at < HALF ? 0 : HALF
        expect(await broken()).toEqual({ sequence: after + HALF, fault: 'not_as_signed', after })
      }),
      { numRuns: RUNS },
    )
  })

  it('a truncated log that grew again is found', async () => {
    tamper((all) => all.slice(0, 100))
    await log.write(
      [refusal('after')],
      Array.from({ length: 30 }, (_, i) => refusal(`after${String(i)}`)),
    )
    expect(await broken()).toEqual({ sequence: ROWS, fault: 'not_as_signed', after: HALF })
    log.edit((database) => database.exec('DELETE FROM audit_checkpoint WHERE sequence > 120'))
  })

  it('a result twice, without its intent, or for a refusal is found, though it was chained right', async () => {
    const drop = (database: DatabaseSync): void => {
      database.exec('CREATE TEMP TABLE kept AS SELECT * FROM audit_checkpoint; DELETE FROM audit_checkpoint')
    }
    const kept: unknown[][] = []
    log.edit((database) => {
      const all = database.prepare('SELECT id, sequence, statement FROM audit_checkpoint').all()
      kept.push(...all.map((row) => Object.values(row)))
    })
    const results = rows.flatMap((row, i) => (row.event.startsWith('["result1"') ? [i] : []))
    const at = results[3] as number
    tamper((all) => rechain([...all, all[at] as Row]), drop)
    expect(await broken()).toMatchObject({ sequence: ROWS + 1, fault: 'second_result' })
    const intent = Number((JSON.parse((rows[at] as Row).event) as unknown[])[1])
    tamper((all) => {
      all[intent - 1] = { ...(all[intent - 1] as Row), event: entryText(refusal('was-allowed')) }
      return rechain(all)
    })
    expect(await broken()).toMatchObject({ sequence: at + 1, fault: 'second_result' })
    tamper((all) => {
      all[at] = { ...(all[at] as Row), event: (all[at] as Row).event.replace('["result1",', '["result1", ') }
      return rechain(all)
    })
    expect(await broken()).toMatchObject({ sequence: at + 1, fault: 'not_an_event' })
    log.edit((database) => {
      const put = database.prepare('INSERT INTO audit_checkpoint VALUES (?, ?, ?)')
      for (const row of kept) put.run(...(row as [number, number, string]))
    })
  })
})

describe('checkpoints', () => {
  it('that are not signed with the key are found, whatever was changed', async () => {
    const numbers = fc.constantFrom('sequence', 'count', 'time')
    await fc.assert(
      fc.asyncProperty(numbers, async (field) => {
        log.edit((database) => {
          database.exec(
            `UPDATE audit_checkpoint SET statement = json_set(statement, '$.${field}',
               json_extract(statement, '$.${field}') + 1) WHERE sequence = ${String(HALF)}`,
          )
        })
        expect(await broken()).toMatchObject({ sequence: HALF, fault: 'bad_signature' })
        log.edit((database) => {
          database.exec(
            `UPDATE audit_checkpoint SET statement = json_set(statement, '$.${field}',
               json_extract(statement, '$.${field}') - 1) WHERE sequence = ${String(HALF)}`,
          )
        })
      }),
      { numRuns: 10 },
    )
  })

  it('that were taken out with the rows show by a copy kept elsewhere, and only by it', async () => {
    const [first, second] = log.checkpoints
    tamper(
      (all) => all.slice(0, 70),
      (database) => {
        database.exec(`DELETE FROM audit_checkpoint WHERE sequence > ${String(HALF)}`)
      },
    )
    expect(await log.verify()).toMatchObject({ intact: true, summary: { signed: HALF } })
    expect(await log.verify([first, second].filter((one) => one !== undefined))).toMatchObject({
      intact: false,
      finding: { sequence: 71, fault: 'truncated', after: HALF },
    })
  })
})
