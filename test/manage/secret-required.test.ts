import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PERMISSIONS, type Principal } from '../../src/domain/principal.ts'
import { Secret } from '../../src/domain/secret.ts'
import { revealCredential } from '../../src/manage/reveal-credential.ts'
import type { ControlPlane, CredentialChanges } from '../../src/ports/control-plane.ts'
import { codeOf, Desk, keyWith, wanted } from './desk.ts'

const HOSTS = ['a.example.com', 'b.example.com', '*.example.com']
const RANGES = ['10.0.0.0/8', '192.168.0.0/16']
const DATA = { key: 'another secret' }
const METADATA = { header_name: 'X-Key', team: 'red' }

const OTHERS: readonly (readonly [string, Principal])[] = [
  ['a key that may update', keyWith(['update'])],
  ['a key that may everything', keyWith(PERMISSIONS)],
  ['the local user', { kind: 'local', permissions: ['update'] }],
]

let desk: Desk
beforeEach(async () => {
  desk = await Desk.open()
  await desk.owner.addCredential(wanted('a', { hosts: HOSTS, addresses: RANGES, metadata: METADATA }))
})
afterEach(() => desk[Symbol.dispose]())

const stored = (): unknown => desk.management.vault.find('a')
const secret = async (alias = 'a'): Promise<unknown> =>
  (await revealCredential(desk.management, alias)).fields['key']

const MOVES: readonly (readonly [string, CredentialChanges])[] = [
  ['another name', { alias: 'b' }],
  ['one host more', { hosts: [...HOSTS, 'c.example.com'] }],
  ['another host', { hosts: ['evil.example'] }],
  ['another port', { hosts: ['a.example.com:8443'] }],
  ['plain http', { hosts: ['http://a.example.com'] }],
  ['another wildcard', { hosts: ['*.b.example.com'] }],
  ['no host, so that a policy alone decides', { hosts: [] }],
  ['one range more', { addresses: [...RANGES, '127.0.0.1'] }],
  ['a wider range', { addresses: ['172.16.0.0/12'] }],
  ['a range for one of the hosts', { hosts: ['a.example.com'], addresses: ['127.0.0.1'] }],
  ['another header', { metadata: { header_name: 'X-Other' } }],
  ['the usual header', { metadata: { header_name: null } }],
  ['a prefix', { metadata: { header_prefix: 'Token' } }],
  ['the query', { metadata: { header_name: null, query_param: 'key' } }],
]

describe.each(MOVES)('%s', (_, changes) => {
  it.each(OTHERS)('is not for %s to give without the secret', async (_name, principal) => {
    const before = [stored(), desk.scratch.read()]
    expect(await codeOf(desk.as(principal).updateCredential('a', changes))).toBe('secret_required')
    expect([stored(), desk.scratch.read()]).toEqual(before)
    expect(desk.audit.entries.at(-1)).toMatchObject({
      action: 'credential.update',
      credential: 'a',
      decision: 'deny',
      error: 'secret_required',
    })
  })

  it('may be given with the secret, and then goes with that one', async () => {
    const changed = await desk.as(keyWith(PERMISSIONS)).updateCredential('a', { ...changes, data: DATA })
    expect(await secret(changed.alias)).toBe(DATA.key)
  })

  it('is the owner’s to give', async () => {
    const changed = await desk.owner.updateCredential('a', changes)
    expect(await secret(changed.alias)).toBe('0123456789')
  })
})

it.each<[string, CredentialChanges]>([
  ['the description', { description: 'words' }],
  ['notes', { metadata: { team: 'blue', level: 1 } }],
  ['notes taken away', { metadata: { team: null, none: null } }],
  ['the same placement', { metadata: { header_name: 'X-Key' } }],
  ['the same name', { alias: 'a', description: 'x' }],
  ['fewer hosts', { hosts: ['b.example.com'] }],
  ['the same hosts in another order', { hosts: [...HOSTS].reverse() }],
  ['fewer ranges', { addresses: ['10.0.0.0/8'] }],
  ['no ranges', { addresses: [] }],
  ['fewer of both', { hosts: ['a.example.com'], addresses: ['192.168.0.0/16'] }],
  ['a new secret', { data: DATA }],
])('%s may be changed freely', async (_, changes) => {
  expect(await codeOf(desk.as(keyWith(['update'])).updateCredential('a', changes))).toBe('ok')
})

it('hosts alone keep the ranges of those that stay; ranges alone keep the hosts', async () => {
  const bound = async (changes: CredentialChanges): Promise<unknown[]> =>
    (await desk.owner.updateCredential('a', changes)).binding.map(({ host, addresses }) => [host, addresses])
  expect(await bound({ hosts: ['a.example.com', 'c.example.com'] })).toEqual([
    ['a.example.com', RANGES],
    ['c.example.com', []],
  ])
  expect(await bound({ addresses: ['10.0.0.0/8'] })).toEqual([
    ['a.example.com', ['10.0.0.0/8']],
    ['c.example.com', ['10.0.0.0/8']],
  ])
  expect(await bound({ hosts: ['c.example.com'], addresses: [] })).toEqual([['c.example.com', []]])
  expect(await bound({ hosts: [] })).toEqual([])
  expect(await codeOf(desk.owner.updateCredential('a', { addresses: ['10.0.0.0/8'] }))).toBe(
    'invalid_request',
  )
})

it('a host may not be left to a wildcard with more ranges', async () => {
  await desk.owner.updateCredential('a', { hosts: ['a.example.com'], addresses: [] })
  await desk.owner.bindCredential('a', ['*.example.com'], ['10.0.0.0/8'])
  const control = desk.as(keyWith(['update']))
  expect(await codeOf(control.unbindCredential('a', ['a.example.com']))).toBe('secret_required')
  expect(await codeOf(control.unbindCredential('a', ['*.example.com']))).toBe('ok')
})

it.each<[string, (control: ControlPlane) => Promise<unknown>, string]>([
  ['bind a new host', (c) => c.bindCredential('a', ['c.example.com'], []), 'secret_required'],
  ['bind with a new range', (c) => c.bindCredential('a', ['a.example.com'], ['::1']), 'secret_required'],
  ['bind what is bound', (c) => c.bindCredential('a', ['a.example.com'], []), 'ok'],
  ['unbind one', (c) => c.unbindCredential('a', ['a.example.com']), 'ok'],
  ['unbind all', (c) => c.unbindCredential('a', 'all'), 'secret_required'],
  ['unbind each', (c) => c.unbindCredential('a', HOSTS), 'secret_required'],
])('%s', async (_, act, ends) => {
  expect(await codeOf(act(desk.as(keyWith(['update']))))).toBe(ends)
  expect(await codeOf(act(desk.owner))).not.toBe('secret_required')
})

it('every secret field must be given, and only those', async () => {
  const data = { username: 'me', password: new Secret('a long password') }
  await desk.owner.addCredential(wanted('basic', { type: 'basic_auth', data }))
  const control = desk.as(keyWith(['update']))
  const elsewhere = { hosts: ['evil.example'] }
  const given = (changed: Record<string, string>): Promise<string> =>
    codeOf(control.updateCredential('basic', { ...elsewhere, data: changed }))
  expect(await given({})).toBe('secret_required')
  expect(await given({ username: 'you' })).toBe('secret_required')
  expect(await given({ password: 'another password' })).toBe('ok')
})

it('what is judged is what is changed, whatever happens in between', async () => {
  // A host that is there when the edit is judged, and gone when it is made.
  desk.audit.meanwhile = () => desk.owner.updateCredential('a', { hosts: ['b.example.com'] })
  const edit = desk.as(keyWith(['update'])).updateCredential('a', { hosts: ['a.example.com'] })
  expect(await codeOf(edit)).toBe('secret_required')
  expect((await desk.owner.getCredential('a')).binding.map(({ host }) => host)).toEqual(['b.example.com'])
  expect(desk.audit.results.at(-1)).toMatchObject({ outcome: 'failed', error: 'secret_required' })
})

it.each<[string, (text: string) => CredentialChanges]>([
  ['description', (text) => ({ description: text })],
  ['metadata', (text) => ({ metadata: { note: text } })],
  ['names in the metadata', (text) => ({ metadata: { note: { [text]: 1 } } })],
])('whoever does not know the secret cannot find it out by the %s', async (_, holding) => {
  const guess = 'x0123456789x'
  for (const [, principal] of OTHERS) {
    const control = desk.as(principal)
    expect(await codeOf(control.updateCredential('a', holding(guess)))).toBe('ok')
    const both = { ...holding(`${DATA.key}!`), data: DATA }
    expect(await codeOf(control.updateCredential('a', both))).toBe('invalid_request')
  }
  expect(await codeOf(desk.owner.updateCredential('a', holding(guess)))).toBe('invalid_request')
})

it('a credential that was deleted and made again has no secret of the old one', async () => {
  const control = desk.as(keyWith(['write', 'delete']))
  await control.deleteCredential('a')
  expect(await codeOf(control.addCredential(wanted('a', { data: {} })))).toBe('invalid_request')
  await control.addCredential(wanted('a', { data: DATA, hosts: ['evil.example'] }))
  expect(await secret()).toBe(DATA.key)
})
