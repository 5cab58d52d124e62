import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemRandom } from '../../src/adapters/system/random.node.ts'
import { recordFields } from '../../src/domain/audit-chain/record-fields.ts'
import type { AuditEntry } from '../../src/domain/audit-event.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { createAuditDesk } from '../../src/manage/audit/audit-desk.ts'
import type { AuditDesk, AuditQuery } from '../../src/ports/audit-desk.ts'
import { ALL, AuditMemory, keyWith } from '../manage/desk.ts'
import { entry, refusal } from './support-events.ts'
import { TestLog } from './support-log.ts'

const START = Date.UTC(2024, 0, 15)
/** Every name says which part of a record it may stand in, so that any of it is found in any answer. */
const ALIASES = ['al-github-1', 'al-github-2', 'al-stripe', 'al-secret']
const OTHERS = [
  { key: 'vk_otherkey', keyName: 'kn-other', role: 'ro-other', ip: '10.9.8.7' },
  { key: 'vk_thirdkey', keyName: 'kn-third', role: 'ro-third', ip: '10.9.8.6' },
]
/** As `keyWith` makes it. */
const OWN = { key: 'vk_a1b2c3d4', keyName: 'a-key', role: 'a-role', ip: '127.0.0.1' }
const ACTIONS = ['http_request', 'credential.add', 'credential.list', 'role.get', 'key.create', 'vault.init']

const anEntry: fc.Arbitrary<Partial<AuditEntry>> = fc
  .record({
    who: fc.constantFrom(...OTHERS, OWN),
    action: fc.constantFrom(...ACTIONS),
    alias: fc.constantFrom(...ALIASES, null),
    time: fc.integer({ min: START, max: START + 1000 }),
  })
  .map(({ who, action, alias, time }) => {
    const named = action.startsWith('role.') ? 'na-role' : action.startsWith('key.') ? 'na-key' : alias
    const credential = action === 'vault.init' || action === 'credential.list' ? null : named
    const url = action === 'http_request' ? `https://${alias ?? 'none'}.example.com/` : null
    return { ...who, action, time, credential, url }
  })

let log: TestLog
let entries: readonly AuditEntry[]
beforeAll(async () => {
  log = new TestLog()
  const given = fc.sample(fc.tuple(anEntry, fc.boolean()), { numRuns: 1500, seed: 7 })
  entries = given.map(([more, allowed], i) => (allowed ? entry : refusal)(`r${String(i)}`, more))
  await log.write(entries)
})
afterAll(() => log.remove())

function deskOf(principal: Principal): AuditDesk {
  const recording = {
    audit: new AuditMemory(),
    clock: { now: () => START },
    random: systemRandom,
    caller: { surface: 'api', ip: null, principal },
  } as const
  const reading = {
    store: log.store,
    index: log.index,
    verifying: () => Promise.reject(new Error('nobody verifies here')),
    wait: () => Promise.resolve(false),
  }
  return createAuditDesk(reading, recording)
}

/** Everything that a caller is told of the whole log, in each of the ways. */
async function told(desk: AuditDesk, query: AuditQuery = {}): Promise<{ ids: string[]; text: string }> {
  const records = []
  for (let before: number | undefined; ;) {
    const page = await desk.search(query, { limit: 1000, before })
    records.push(...page.records)
    if (page.next === null) break
    before = page.next
  }
  const stats = await desk.stats(query)
  expect(stats.total).toBe(records.length)
  let text = JSON.stringify([records.map(recordFields), stats])
  for (const format of ['jsonl', 'csv'] as const)
    for await (const piece of await desk.export(query, format)) text += piece
  const followed: string[] = []
  for await (const one of await desk.follow(query, { after: 0, signal: new AbortController().signal })) {
    if (one === null) continue
    followed.push(one.record.requestId)
    text += JSON.stringify(recordFields(one.record))
  }
  const ids = records.map(({ requestId }) => requestId)
  expect(new Set(followed)).toEqual(new Set(ids))
  return { ids, text }
}

const wordsIn = (text: string): Set<string> =>
  new Set(text.match(/\b(?:al|kn|ro|na)-[a-z]+(?:-\d)?|vk_\w{8}|10\.9\.8\.\d/g) ?? [])

const isOfCredential = ({ action }: AuditEntry): boolean => /^(?:http_request|credential\..*)$/.test(action)

it('a key is told of what its scopes cover, all of it, and of nobody else, in no way there is', async () => {
  const globs = fc.constantFrom('al-github-*', 'al-stripe', '*', 'x-*', 'al-?ecret', '*-2')
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(globs, { maxLength: 3 }), fc.subarray([...ALL]), async (scopes, more) => {
      const administrator = scopes.length === 0 && more.length === ALL.length
      const principal = keyWith([...new Set(['read' as const, ...more])], scopes)
      const everything = administrator || (scopes.length === 0 && new Set(['read', ...more]).size === 5)
      const { ids, text } = await told(deskOf(principal))
      const mayKnow = (one: AuditEntry): boolean => {
        if (everything) return true
        if (one.credential === null)
          return one.key === OWN.key || (scopes.length === 0 && isOfCredential(one))
        return isOfCredential(one) && principal.covers(one.credential)
      }
      expect(ids.toSorted()).toEqual(
        entries
          .filter(mayKnow)
          .map(({ requestId }) => requestId)
          .toSorted(),
      )
      if (everything) return
      const allowed = new Set([...ALIASES.filter((alias) => principal.covers(alias)), OWN.key])
      expect([...wordsIn(text)].filter((word) => !allowed.has(word))).toEqual([])
    }),
    { numRuns: 25 },
  )
})

it('what is not shown cannot be asked for either', async () => {
  const scoped = deskOf(keyWith(['read'], ['al-github-*']))
  for (const { key, keyName, role } of OTHERS) {
    for (const query of [{ key }, { key: keyName }, { role }, { key: key.slice(0, 7) }])
      expect((await told(scoped, query)).ids).toEqual([])
  }
  for (const query of [{ credential: 'al-stripe' }, { host: 'al-secret.example.com' }, { action: 'role.*' }])
    expect((await told(scoped, query)).ids).toEqual([])
  expect((await told(scoped, { key: OWN.key })).ids.length).toBeGreaterThan(50)
})

it('the local user sees every request and act on a credential, and nobody', async () => {
  const { ids, text } = await told(deskOf({ kind: 'local', permissions: ['read'] }))
  expect(ids).toHaveLength(entries.filter(isOfCredential).length)
  expect([...wordsIn(text)].filter((word) => !ALIASES.includes(word))).toEqual([])
})

it('the owner and those who may do everything see all', async () => {
  for (const principal of [{ kind: 'owner' } as const, keyWith(ALL)]) {
    const { ids, text } = await told(deskOf(principal))
    expect(ids).toHaveLength(entries.length)
    expect(wordsIn(text)).toContain('kn-other')
  }
})
