import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import {
  covers,
  holds,
  isAdministrator,
  type Permission,
  type Principal,
} from '../../src/domain/principal.ts'
import { NO_POLICIES } from '../../src/domain/policy/policy-set.ts'
import { ACTS, isOfCredential, type Action } from '../../src/manage/acts.ts'
import { allowAct } from '../../src/manage/allow-act.ts'
import { createPolicyRoom } from '../../src/manage/policies/create-policy-room.ts'
import type { PolicyRoom } from '../../src/manage/policies/policy-room.ts'
import { readMetrics } from '../../src/manage/read-metrics.ts'
import type { Management } from '../../src/manage/management.ts'
import type { AuditDesk } from '../../src/ports/audit-desk.ts'
import type { MetricsPage } from '../../src/ports/telemetry.ts'
import type { ControlPlane } from '../../src/ports/control-plane.ts'
import { OPTIONS } from '../pipeline/spine.ts'
import { ALL, codeOf, Desk, keyWith, wanted } from './desk.ts'

const ALIAS = 'github-api'
const ADMIN = { name: 'admin', description: null, permissions: ALL, scopes: [] }

interface Row {
  readonly action: Action
  /** Who may, said once more in other words than the product's. */
  readonly needs: Permission | 'nothing' | 'everything'
  /** Whether it is about the credential of this table. */
  readonly scoped?: true
  readonly act?: (control: ControlPlane) => Promise<unknown>
  readonly look?: (audit: AuditDesk) => Promise<unknown>
  readonly ask?: (room: PolicyRoom) => Promise<unknown>
  readonly do?: (management: Management) => Promise<unknown>
  /** What it ends with for whoever may. Nothing here leaves a trace, so that each can be done by everybody. */
  readonly ends: string
}

const ROWS: readonly Row[] = [
  { action: 'identity.get', needs: 'nothing', act: (c) => c.whoAmI(), ends: 'ok' },
  { action: 'credential.list', needs: 'read', act: (c) => c.listCredentials(), ends: 'ok' },
  { action: 'credential.get', needs: 'read', scoped: true, act: (c) => c.getCredential(ALIAS), ends: 'ok' },
  {
    action: 'credential.add',
    needs: 'write',
    scoped: true,
    act: (c) => c.addCredential(wanted(ALIAS)),
    ends: 'conflict',
  },
  {
    action: 'credential.update',
    needs: 'update',
    scoped: true,
    act: (c) => c.updateCredential(ALIAS, { description: 'words' }),
    ends: 'ok',
  },
  {
    action: 'credential.bind',
    needs: 'update',
    scoped: true,
    act: (c) => c.bindCredential(ALIAS, ['api.example.com'], []),
    ends: 'ok',
  },
  {
    action: 'credential.unbind',
    needs: 'update',
    scoped: true,
    act: (c) => c.unbindCredential(ALIAS, ['not.example.com']),
    ends: 'invalid_request',
  },
  {
    action: 'credential.delete',
    needs: 'delete',
    scoped: true,
    act: (c) => c.deleteCredential('github-none'),
    ends: 'not_found',
  },
  { action: 'role.list', needs: 'everything', act: (c) => c.listRoles(), ends: 'ok' },
  { action: 'role.get', needs: 'everything', act: (c) => c.getRole('admin'), ends: 'ok' },
  { action: 'role.create', needs: 'everything', act: (c) => c.createRole(ADMIN), ends: 'ok' },
  {
    action: 'role.update',
    needs: 'everything',
    act: (c) => c.updateRole('admin', { description: 'x' }),
    ends: 'conflict',
  },
  { action: 'role.delete', needs: 'everything', act: (c) => c.deleteRole('none'), ends: 'not_found' },
  { action: 'key.list', needs: 'everything', act: (c) => c.listKeys(), ends: 'ok' },
  { action: 'key.get', needs: 'everything', act: (c) => c.getKey('none'), ends: 'not_found' },
  {
    action: 'key.create',
    needs: 'everything',
    act: (c) => c.createKey({ name: 'new', role: 'none', expiresAt: null }),
    ends: 'not_found',
  },
  { action: 'key.revoke', needs: 'everything', act: (c) => c.revokeKey('none'), ends: 'not_found' },
  { action: 'metrics.get', needs: 'read', do: (m) => readMetrics(m, PAGE, undefined), ends: 'ok' },
  { action: 'audit.search', needs: 'read', look: (d) => d.search({}, { limit: 1 }), ends: 'ok' },
  { action: 'audit.stats', needs: 'read', look: (d) => d.stats({}), ends: 'ok' },
  { action: 'audit.follow', needs: 'read', look: (d) => taken(d.follow({}, { signal: OVER })), ends: 'ok' },
  { action: 'audit.export', needs: 'read', look: (d) => taken(d.export({}, 'csv')), ends: 'ok' },
  { action: 'audit.verify', needs: 'everything', look: (d) => d.verify(), ends: 'ok' },
  { action: 'policy.read', needs: 'everything', ask: (r) => r.read(), ends: 'ok' },
  { action: 'policy.lint', needs: 'everything', ask: (r) => r.lint(), ends: 'ok' },
  { action: 'access.check', needs: 'execute', scoped: true, ask: tryUse, ends: 'ok' },
]

const PAGE: MetricsPage = { render: () => Promise.resolve({ contentType: 'text/plain', body: '' }) }
const OVER = AbortSignal.abort()

/** Whether one may use the credential of this table: a refusal is the verdict here, and on record all the same. */
async function tryUse(room: PolicyRoom): Promise<void> {
  const url = 'https://api.example.com/'
  const { error } = await room.check({ credential: ALIAS, method: 'GET', url, headers: [], body: null })
  if (error !== null) throw new VultrinoError(error)
}

async function taken(pieces: Promise<AsyncIterable<unknown>>): Promise<void> {
  for await (const piece of await pieces) expect(piece).toBeDefined()
}

const SUBSETS: readonly (readonly Permission[])[] = Array.from({ length: 32 }, (_, bits) =>
  ALL.filter((_one, at) => (bits & (1 << at)) !== 0),
)
const SCOPES = { none: [], all: ['*'], covering: ['gith*', 'x'], elsewhere: ['other-*'] } as const

let desk: Desk
let keyId: string
beforeAll(async () => {
  desk = await Desk.open()
  await desk.owner.addCredential(wanted(ALIAS))
  await desk.owner.addCredential(wanted('other-api'))
  keyId = (await desk.owner.createKey({ name: 'a-key', role: 'admin', expiresAt: null })).key.id
})
afterAll(() => desk[Symbol.dispose]())

const may = (row: Row, permissions: readonly Permission[], inScope: boolean, unscoped: boolean): boolean => {
  if (row.needs === 'nothing') return true
  if (row.needs === 'everything') return unscoped && permissions.length === 5
  return permissions.includes(row.needs) && (row.scoped !== true || inScope)
}

const roomOf = (principal: Principal): PolicyRoom =>
  createPolicyRoom(
    { policies: { current: NO_POLICIES }, stale: () => false, limits: desk.limits, options: OPTIONS },
    desk.asking(principal),
  )

/** Everything that a principal tries ends as the table says, and each refusal is on record as one. */
async function tryAll(principal: Principal, allowed: (row: Row) => boolean): Promise<void> {
  const control = desk.as(principal)
  const audit = desk.lookingAs(principal)
  const room = roomOf(principal)
  const ends: [string, string][] = []
  for (const row of ROWS) {
    const { entries } = desk.audit
    const before = entries.length
    const code = await codeOf(
      row.act?.(control) ??
        row.look?.(audit) ??
        row.ask?.(room) ??
        row.do?.(desk.asking(principal)) ??
        Promise.reject(new Error('no act')),
    )
    ends.push([row.action, code])
    const recorded = entries.slice(before)
    const act = ACTS[row.action]
    const quiet = 'quiet' in act && code !== 'forbidden'
    const unrecorded = quiet || (principal.kind === 'owner' && 'looks' in act)
    expect(recorded.map(({ action }) => action)).toEqual(unrecorded ? [] : [row.action])
    expect(recorded.map(({ error }) => error === 'forbidden')).toEqual(
      unrecorded ? [] : [code === 'forbidden'],
    )
    if (code === 'forbidden') expect(recorded[0]?.decision).toBe('deny')
  }
  expect(ends).toEqual(ROWS.map((row) => [row.action, allowed(row) ? row.ends : 'forbidden']))
}

it('speaks of every act that anybody but the owner could do', () => {
  const acts = Object.entries(ACTS).filter(([, { needs }]) => needs !== 'owner')
  expect(ROWS.map(({ action }) => action).sort()).toEqual(acts.map(([action]) => action).sort())
})

it('the owner may everything', async () => {
  await tryAll({ kind: 'owner' }, () => true)
})

it('the local user may what the permissions say, and never manage roles and keys', async () => {
  for (const permissions of SUBSETS) {
    await tryAll({ kind: 'local', permissions }, (row) => may(row, permissions, true, false))
  }
})

it.each(Object.entries(SCOPES))(
  'an API key may what its permissions say within its scopes: %s',
  async (name, scopes) => {
    for (const permissions of SUBSETS) {
      const inScope = name !== 'elsewhere'
      await tryAll(keyWith(permissions, scopes, keyId), (row) =>
        may(row, permissions, inScope, name === 'none'),
      )
    }
  },
)

describe('scopes', () => {
  it('hide what they do not cover', async () => {
    const aliases = async (scopes: readonly string[]): Promise<string[]> =>
      (await desk.as(keyWith(['read'], scopes)).listCredentials()).map(({ alias }) => alias)
    expect(await aliases([])).toEqual(['github-api', 'other-api'])
    expect(await aliases(['other-*'])).toEqual(['other-api'])
    expect(await aliases(['none-*'])).toEqual([])
  })

  it('refuse what is there and what is not in the same words', async () => {
    const control = desk.as(keyWith(['read', 'delete'], ['github-*']))
    const refusal = async (alias: string): Promise<string> => {
      const thrown: unknown = await control.deleteCredential(alias).catch((error: unknown) => error)
      if (!(thrown instanceof VultrinoError)) throw new Error('it was not refused')
      return JSON.stringify(thrown.toPublicBody()).replaceAll(alias, 'ALIAS')
    }
    expect(await refusal('other-api')).toBe(await refusal('other-none'))
  })

  it('must cover both names of what is renamed', async () => {
    const control = desk.as(keyWith(['update'], ['github-*']))
    const data = { key: 'a new secret' }
    expect(await codeOf(control.updateCredential('github-api', { alias: 'other', data }))).toBe('forbidden')
    expect(desk.audit.entries.at(-1)).toMatchObject({ decision: 'deny', error: 'forbidden' })
    expect(await codeOf(control.updateCredential('github-api', { alias: 'github-b', data }))).toBe('ok')
    expect(await codeOf(control.updateCredential('github-b', { alias: 'github-api', data }))).toBe('ok')
  })
})

it('what is no alias is refused, recorded, and repeated nowhere', async () => {
  const secret = `sk_live_${'a'.repeat(24)}/`
  for (const permissions of [ALL, []]) {
    const code = await codeOf(desk.as(keyWith(permissions, ['*'])).getCredential(secret))
    expect(code).toBe(permissions.length === 0 ? 'forbidden' : 'invalid_request')
    expect(desk.audit.entries.at(-1)).toMatchObject({ decision: 'deny', error: code, credential: null })
  }
})

const ALIASES = ['a', 'ab', 'abc', 'b', 'ba', 'c-1']
const glob = fc.constantFrom('*', 'a*', 'ab*', 'b?', '*c', '[ab]*', '{a,b}', 'c-1')
const rights = fc.record({
  permissions: fc.subarray([...ALL]),
  scopes: fc.uniqueArray(glob, { maxLength: 4 }),
})

/** Everything that is allowed, as text. */
function allowedSet(principal: Principal): Set<string> {
  const allowed = new Set<string>()
  for (const action of Object.keys(ACTS) as Action[]) {
    for (const alias of [null, ...ALIASES]) {
      try {
        allowAct(principal, action, isOfCredential(action) ? alias : null)
        allowed.add(`${action} ${alias ?? ''}`)
      } catch {
        // Refused.
      }
    }
  }
  for (const permission of ALL) {
    for (const alias of ALIASES) {
      if (holds(principal, permission) && covers(principal, alias)) allowed.add(`${permission} ${alias}`)
    }
  }
  if (isAdministrator(principal)) allowed.add('everything')
  return allowed
}

it('taking a permission away, or adding or narrowing scopes, never allows more', () => {
  fc.assert(
    fc.property(
      rights,
      fc.subarray([...ALL]),
      fc.nat(),
      glob,
      ({ permissions, scopes }, taken, at, first) => {
        const before = allowedSet(keyWith(permissions, scopes))
        const fewer = permissions.filter((one) => !taken.includes(one))
        // Without scopes, any scope narrows; with several, each one left out does.
        const narrower = scopes.length === 0 ? [first] : scopes.filter((_, i) => i !== at % scopes.length)
        const weaker = [
          keyWith(fewer, scopes),
          ...(narrower.length === 0 ? [] : [keyWith(permissions, narrower)]),
        ]
        for (const one of weaker)
          expect([...allowedSet(one)].filter((right) => !before.has(right))).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
})
