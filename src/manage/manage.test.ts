import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Desk, wanted, type AuditMemory } from '../../test/manage/desk.ts'
import { Secret } from '../domain/secret.ts'
import { addCredential } from './add-credential.ts'
import { bindCredential } from './bind-credential.ts'
import { changePassword } from './change-password.ts'
import { deleteCredential } from './delete-credential.ts'
import { getCredential } from './get-credential.ts'
import type { Management } from './management.ts'
import { revealCredential } from './reveal-credential.ts'
import { unbindCredential } from './unbind-credential.ts'
import { updateCredential } from './update-credential.ts'

let desk: Desk
let audit: AuditMemory
let management: Management

beforeEach(async () => {
  desk = await Desk.open()
  ;({ audit, management } = desk)
})
afterEach(() => {
  desk[Symbol.dispose]()
})

/** Every act that changes or reveals something, on a credential `a` that is there. */
const ACTS: readonly (readonly [string, (m: Management) => Promise<unknown>])[] = [
  ['credential.add', (m) => addCredential(m, wanted('b'))],
  ['credential.update', (m) => updateCredential(m, 'a', { data: { key: 'another-key-1' } })],
  ['credential.bind', (m) => bindCredential(m, 'a', ['b.example.com'], [])],
  ['credential.unbind', (m) => unbindCredential(m, 'a', 'all')],
  ['credential.reveal', (m) => revealCredential(m, 'a')],
  ['vault.change_password', (m) => changePassword(m, new Secret('another password'))],
  ['credential.delete', (m) => deleteCredential(m, 'a')],
]

describe.each(ACTS)('%s', (action, act) => {
  beforeEach(async () => {
    await addCredential(management, wanted('a'))
  })

  test('is on record before it is done, and how it ended after', async () => {
    await act(management)
    const entry = audit.entries.at(-1)
    expect(entry).toMatchObject({
      action,
      decision: 'allow',
      principal: 'owner',
      surface: 'cli',
      time: desk.now,
    })
    expect(audit.results.at(-1)).toMatchObject({
      requestId: entry?.requestId,
      outcome: 'complete',
      error: null,
    })
  })

  test('is not done where it cannot be recorded', async () => {
    const before = desk.scratch.read()
    audit.broken = true
    await expect(act(management)).rejects.toMatchObject({ code: 'audit_unavailable' })
    expect(desk.scratch.read()).toEqual(before)
  })

  test('leaves no secret in the audit log', async () => {
    await act(management)
    expect(JSON.stringify([audit.entries, audit.results])).not.toMatch(/0123456789|another/)
  })
})

test('an act that fails is recorded as failed', async () => {
  await addCredential(management, wanted('a'))
  await expect(addCredential(management, wanted('a'))).rejects.toMatchObject({ code: 'conflict' })
  expect(audit.results.at(-1)).toMatchObject({ outcome: 'failed', error: 'conflict' })
})

test('an update keeps id, date of creation and binding, whatever else changes', async () => {
  const { credential } = await addCredential(management, wanted('a', { metadata: { team: 'red', level: 1 } }))
  desk.now += 60_000
  const updated = await updateCredential(management, 'a', {
    alias: 'b',
    data: { key: 'short' },
    description: 'new',
    metadata: { team: null, header_name: 'X-A' },
  })
  expect(updated).toEqual({
    ...credential,
    alias: 'b',
    description: 'new',
    metadata: { level: 1, header_name: 'X-A' },
    updatedAt: '2024-01-15T10:31:00.000Z',
    weak: true,
  })
  expect((await revealCredential(management, 'b')).fields).toEqual({ key: 'short' })
  await expect(getCredential(management, 'a')).rejects.toThrow("Credential 'a' not found")
})

test('an update must change something, and may not make nonsense', async () => {
  await addCredential(management, wanted('a'))
  await expect(updateCredential(management, 'a', {})).rejects.toThrow('nothing to change')
  await expect(updateCredential(management, 'a', { data: { username: 'u' } })).rejects.toThrow(
    'has no username',
  )
  await expect(updateCredential(management, 'a', { metadata: { header_name: 'Host' } })).rejects.toThrow(
    'header_name',
  )
  await expect(updateCredential(management, 'a', { description: 'it is 0123456789' })).rejects.toThrow(
    'holds a secret',
  )
  expect((await getCredential(management, 'a')).updatedAt).toBe('2024-01-15T10:30:00.000Z')
})

test.each([
  [{ api_key: 'x' }],
  [{ clientSecret: 'x' }],
  [{ deep: { nested: [{ 'access-token': 'x' }] } }],
  [{ passwords: 'x' }],
  [{ note: 'the key is 0123456789' }],
  [{ note: `sk_live_${'a'.repeat(24)}` }],
  [{ [`ghp_${'a'.repeat(36)}`]: true }],
  [{ header_prefix: '0123456789' }],
])('metadata %j is refused: everyone who lists sees it', async (metadata) => {
  await expect(addCredential(management, wanted('a', { metadata }))).rejects.toMatchObject({
    code: 'invalid_request',
  })
})

test('metadata that only sounds like it is taken', async () => {
  const metadata = { token_url: 'https://a.example/token', key_id: 'k1', monkey: 'x', secret: false, keys: 3 }
  const { credential } = await addCredential(management, wanted('a', { metadata }))
  expect(credential.metadata).toEqual(metadata)
})

test('a binding holds each origin once, with the addresses last named for it', async () => {
  await addCredential(management, wanted('a'))
  await bindCredential(management, 'a', ['https://API.example.com:443', 'b.example.com'], ['10.0.0.0/8'])
  expect((await getCredential(management, 'a')).binding).toEqual([
    { scheme: 'https', host: 'api.example.com', port: 443, addresses: ['10.0.0.0/8'] },
    { scheme: 'https', host: 'b.example.com', port: 443, addresses: ['10.0.0.0/8'] },
  ])
  await bindCredential(management, 'a', ['b.example.com', 'api.example.com'], ['192.168.0.0/16'])
  await bindCredential(management, 'a', ['b.example.com'], [])
  expect((await getCredential(management, 'a')).binding.map(({ addresses }) => addresses)).toEqual([
    ['192.168.0.0/16'],
    ['192.168.0.0/16'],
  ])
  await expect(unbindCredential(management, 'a', ['b.example.com', 'c.example.com'])).rejects.toThrow(
    'not bound to that',
  )
  const left = await unbindCredential(management, 'a', ['b.example.com'])
  expect(left.binding.map(({ host }) => host)).toEqual(['api.example.com'])
})

test.each([
  '',
  'short',
  'a\nlonger password',
  'x'.repeat(2000),
  '\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800',
])('the password %j is refused', async (password) => {
  await expect(changePassword(management, new Secret(password))).rejects.toMatchObject({
    code: 'invalid_request',
  })
  expect(audit.entries).toEqual([])
})
