import { expect, it } from 'vitest'
import { sha256TokenHash } from '../../src/adapters/crypto/sha256-token-hash.node.ts'
import { VultrinoError } from '../../src/domain/errors.ts'
import type { RequestOptions } from '../../src/domain/server-options.ts'
import { Secret } from '../../src/domain/secret.ts'
import { openSharedState } from '../../src/entry/shared-state.node.ts'
import { createGate } from '../../src/pipeline/create-gate.ts'
import type { Gate } from '../../src/pipeline/gate.ts'
import type { Presented } from '../../src/pipeline/stages.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { OPTIONS } from '../pipeline/spine.ts'
import { Scratch } from '../vault/scratch.ts'
import { changeRole, deleteRole, makeKey, revoke } from './installation.ts'

const IP = '192.0.2.7'

interface Opened extends Disposable {
  readonly gate: Gate
  readonly vault: Vault
  readonly clock: { time: number }
  /** What the gate asked of its parts, since the last look. */
  readonly work: () => readonly string[]
  readonly used: () => ReadonlyMap<string, number>
  /** The vault as another process has it. */
  readonly other: () => Promise<Vault>
  readonly breakVault: () => void
}

/** A gate of the product's own parts, which are watched. */
async function open(changes: Partial<RequestOptions> = {}): Promise<Opened> {
  const scratch = new Scratch()
  const vault = await scratch.create()
  const state = openSharedState({ vaultFile: scratch.file })
  const clock = { time: Date.now() }
  let work: string[] = []
  const gate = createGate({
    access: {
      get generation() {
        return vault.generation
      },
      get keysExist() {
        return vault.keysExist
      },
      refresh: () => {
        work.push('refresh')
        return vault.refresh()
      },
      grantOf: (hash) => {
        work.push('lookup')
        return vault.grantOf(hash)
      },
    },
    usage: {
      ...state.usage,
      note: (keyId, time) => {
        work.push('note')
        state.usage.note(keyId, time)
      },
    },
    limits: {
      ...state.limits,
      take: (bucket, limit) => {
        work.push(`count ${bucket}`)
        return state.limits.take(bucket, limit)
      },
    },
    tokenHash: (token) => {
      work.push('hash')
      return sha256TokenHash(token)
    },
    clock: { now: () => clock.time },
    options: { ...OPTIONS, ...changes },
  })
  return {
    gate,
    vault,
    clock,
    work: () => {
      const done = work
      work = []
      return done
    },
    used: () => state.usage.all(),
    other: () => scratch.open(),
    breakVault: () => scratch.write('garbage'),
    [Symbol.dispose]: () => {
      state.close()
      scratch[Symbol.dispose]()
    },
  }
}

const token = (text: string): Presented => ({ kind: 'token', token: new Secret(text) })

async function refusal(act: () => unknown): Promise<VultrinoError> {
  try {
    await act()
  } catch (error) {
    if (error instanceof VultrinoError) return error
    throw error
  }
  throw new Error('it was let in')
}

it('lets a key in as what its role makes of it, and notes the use', async () => {
  using opened = await open()
  const { gate, vault, clock } = opened
  const made = await makeKey(vault, { permissions: ['read', 'execute'], scopes: ['github-*'] })
  const principal = await gate.identify(token(made.token), IP)
  expect(principal).toMatchObject({
    kind: 'key',
    keyId: made.id,
    keyPrefix: made.token.slice(0, 11),
    role: made.role.name,
    permissions: ['read', 'execute'],
  })
  expect(opened.work()).toEqual(['hash', 'lookup', 'note'])
  expect(opened.used().get(made.id)).toBe(clock.time)
})

/** The vault is looked at once more, whatever is wrong with the token. */
const LOOKS = ['hash', 'lookup', 'refresh', 'lookup']

it('refuses every token that is worth nothing in the same way and with the same work', async () => {
  using opened = await open({ limits: { ...OPTIONS.limits, failedAuth: 100 } })
  const { gate, vault, clock } = opened
  const revoked = await makeKey(vault)
  const orphan = await makeKey(vault)
  const expired = await makeKey(vault, { expiresAt: clock.time })
  const good = await makeKey(vault)
  await revoke(vault, revoked)
  await deleteRole(vault, orphan)
  const tokens = {
    unknown: `vk_${'a'.repeat(32)}`,
    revoked: revoked.token,
    orphan: orphan.token,
    expired: expired.token,
    short: 'vk_',
    long: good.token + 'a'.repeat(500),
    empty: '',
    other: 'Basic',
  }
  for (const [name, text] of Object.entries(tokens)) {
    const error = await refusal(() => gate.identify(token(text), IP))
    expect([name, JSON.stringify(error.toPublicBody())]).toEqual([
      name,
      JSON.stringify(new VultrinoError('unauthorized').toPublicBody()),
    ])
    expect([name, opened.work()]).toEqual([name, [...LOOKS, `count failed_auth:${IP}`]])
  }
  expect(opened.used().size).toBe(0)
})

it('a key is good until the very millisecond it expires', async () => {
  using opened = await open()
  const made = await makeKey(opened.vault, { expiresAt: opened.clock.time + 1 })
  expect((await opened.gate.identify(token(made.token), IP)).kind).toBe('key')
  opened.clock.time += 1
  expect((await refusal(() => opened.gate.identify(token(made.token), IP))).code).toBe('unauthorized')
})

it('only failing attempts are refused when there were too many of them', async () => {
  using opened = await open({ limits: { ...OPTIONS.limits, failedAuth: 3 } })
  const { gate, vault } = opened
  const made = await makeKey(vault)
  const guess = async (ip: string | null): Promise<string> =>
    (await refusal(() => gate.identify(token('vk_guess'), ip))).code
  expect(await Promise.all([1, 2, 3, 4, 5].map(() => guess(IP)))).toEqual([
    ...['unauthorized', 'unauthorized', 'unauthorized'],
    ...['rate_limited', 'rate_limited'],
  ])
  expect((await gate.identify(token(made.token), IP)).kind).toBe('key')
  expect(await guess(`::ffff:${IP}`)).toBe('rate_limited')
  expect(await guess('192.0.2.8')).toBe('unauthorized')
  expect(await guess(null)).toBe('unauthorized')
  const { details } = await refusal(() => gate.identify(token('vk_guess'), IP))
  expect(details).toMatchObject({ limit: 3, remaining: 0, retry_after: expect.any(Number) as number })
})

it('an IPv6 peer is known by its /64', async () => {
  using opened = await open({ limits: { ...OPTIONS.limits, failedAuth: 1 } })
  const guess = async (ip: string): Promise<string> =>
    (await refusal(() => opened.gate.identify(token('vk_x'), ip))).code
  expect(await guess('2001:db8:1:2::1')).toBe('unauthorized')
  expect(await guess('2001:db8:1:2:ffff::9')).toBe('rate_limited')
  expect(await guess('2001:db8:1:3::1')).toBe('unauthorized')
  expect(await guess('fe80::1%eth0')).toBe('unauthorized')
  expect(await guess('fe80::2%eth1')).toBe('rate_limited')
})

it.each([
  ['never', false, 'unauthorized', 'unauthorized'],
  ['until_keys', true, 'local', 'unauthorized'],
  ['always', true, 'local', 'local'],
] as const)('the local user exists: %s', async (localUser, _, before, after) => {
  using opened = await open({ localUser })
  const { gate, vault } = opened
  const outcome = async (): Promise<string> => {
    try {
      return (await gate.identify({ kind: 'local' }, '127.0.0.1')).kind
    } catch (error) {
      return error instanceof VultrinoError ? error.code : 'thrown'
    }
  }
  expect(await outcome()).toBe(before)
  const made = await makeKey(vault)
  expect(await outcome()).toBe(after)
  await revoke(vault, made)
  expect(await outcome()).toBe(after)
  expect((await refusal(() => gate.identify({ kind: 'nobody' }, IP))).code).toBe('unauthorized')
})

it('counts each caller and each kind of request on its own, and the owner not at all', async () => {
  using opened = await open({ limits: { proxied: 2, management: 1, failedAuth: 0 } })
  const { gate, vault } = opened
  const [one, other] = [await makeKey(vault), await makeKey(vault)]
  const first = await gate.identify(token(one.token), IP)
  const second = await gate.identify(token(other.token), IP)
  const local = await gate.identify({ kind: 'local' }, IP)
  const owner = await gate.identify({ kind: 'owner' }, null)
  expect(gate.admit(first, 'proxied')).toMatchObject({ limit: 2, remaining: 1 })
  expect(gate.admit(first, 'proxied')).toMatchObject({ limit: 2, remaining: 0 })
  expect(gate.admit(first, 'management')).toMatchObject({ limit: 1, remaining: 0 })
  expect(gate.admit(second, 'proxied')).toMatchObject({ remaining: 1 })
  expect(gate.admit(local, 'proxied')).toMatchObject({ remaining: 1 })
  for (let i = 0; i < 5; i++) expect(gate.admit(owner, 'proxied')).toBeNull()
  const { code, details } = await refusal(() => gate.admit(first, 'proxied'))
  expect(code).toBe('rate_limited')
  const { reset, retry_after } = details as { reset: number; retry_after: number }
  expect(Number.isInteger(reset) && Number.isInteger(retry_after)).toBe(true)
  expect(retry_after).toBeGreaterThanOrEqual(1)
  expect(reset * 1000).toBeGreaterThanOrEqual(opened.clock.time)
  expect(details).toMatchObject({ limit: 2, remaining: 0 })
})

it('no limit is counted where none is set', async () => {
  using opened = await open()
  const local = await opened.gate.identify({ kind: 'local' }, IP)
  for (let i = 0; i < 3; i++) expect(opened.gate.admit(local, 'proxied')).toBeNull()
  for (let i = 0; i < 3; i++) await refusal(() => opened.gate.identify(token('vk_x'), IP))
  expect(opened.work().filter((one) => one.startsWith('count'))).toEqual([])
})

it('tells of each caller whether they would be let in now', async () => {
  using opened = await open({ localUser: 'until_keys' })
  const { gate, vault, clock } = opened
  const local = await gate.identify({ kind: 'local' }, IP)
  const owner = await gate.identify({ kind: 'owner' }, null)
  expect([gate.recheck(local), gate.recheck(owner)]).toEqual([local, owner])
  const made = await makeKey(vault, { expiresAt: clock.time + 1000 })
  expect([gate.recheck(local), gate.recheck(owner)]).toEqual([undefined, owner])
  const principal = await gate.identify(token(made.token), IP)
  expect(gate.recheck(principal)).toBe(principal)
  await changeRole(vault, made, { scopes: ['a'] })
  const narrowed = gate.recheck(principal)
  expect(narrowed).toMatchObject({ kind: 'key', scopes: ['a'] })
  expect(gate.recheck(narrowed ?? owner)).toBe(narrowed)
  clock.time += 1000
  expect(gate.recheck(principal)).toBeUndefined()
  clock.time -= 1000
  await revoke(vault, made)
  expect(gate.recheck(principal)).toBeUndefined()
})

it('lets in who shows a key that another process made this moment, and counts no failure', async () => {
  using opened = await open({ limits: { ...OPTIONS.limits, failedAuth: 1 } })
  const other = await opened.other()
  const made = await makeKey(other)
  expect(await opened.gate.identify(token(made.token), IP)).toMatchObject({ keyId: made.id })
  expect(opened.work()).toEqual([...LOOKS, 'note'])
  await revoke(other, made)
  expect(await opened.gate.recheckFresh(await opened.gate.identify(token(made.token), IP))).toBeUndefined()
})

it('a flood of worthless tokens looks at the vault file no more than twice', async () => {
  using opened = await open()
  const guesses = Array.from({ length: 100 }, () => refusal(() => opened.gate.identify(token('vk_x'), IP)))
  const made = await makeKey(await opened.other())
  const late = opened.gate.identify(token(made.token), IP)
  expect((await Promise.all(guesses)).every(({ code }) => code === 'unauthorized')).toBe(true)
  expect((await late).kind).toBe('key')
  expect(opened.work().filter((one) => one === 'refresh').length).toBeLessThanOrEqual(3)
})

it('a key ends in time while the vault cannot be read', async () => {
  using opened = await open()
  const { gate, vault, clock } = opened
  const made = await makeKey(vault, { expiresAt: clock.time + 1000 })
  const principal = await gate.identify(token(made.token), IP)
  opened.breakVault()
  await vault.refresh().catch(() => undefined)
  expect(() => gate.recheck(principal)).toThrow()
  clock.time += 1000
  expect(gate.recheck(principal)).toBeUndefined()
})
