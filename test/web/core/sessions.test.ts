import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../../../src/domain/secret.ts'
import { FROM, newDesk, PASSWORD, type Desk } from './desk.ts'

const HOUR = 3_600_000

let desk: Desk
beforeEach(async () => {
  desk = await newDesk()
})
afterEach(() => {
  desk.remove()
})

const open = (signIn = desk.signIn): ReturnType<Desk['signIn']['open']> =>
  signIn.open('admin', new Secret(PASSWORD), FROM)

describe('a session', () => {
  it('lasts while it is used, and ends a day after it was last', async () => {
    const { token } = await open()
    for (let at = 0; at < 10; at++) {
      desk.clock.at += 23 * HOUR
      expect(await desk.signIn.resume(token, null)).toBeDefined()
    }
    desk.clock.at += 24 * HOUR
    expect(await desk.signIn.resume(token, null)).toBeUndefined()
    // For good, whatever the clock does.
    desk.clock.at -= 24 * HOUR
    expect(await desk.signIn.resume(token, null)).toBeUndefined()
    expect(desk.sessions.list()).toEqual([])
  })

  it('ends exactly then', async () => {
    const { token } = await open()
    desk.clock.at += 24 * HOUR - 1
    expect(await desk.signIn.resume(token, null)).toBeDefined()
    const other = (await open()).token
    desk.clock.at += 24 * HOUR
    expect(await desk.signIn.resume(other, null)).toBeUndefined()
  })

  it('looking whether it is open does not keep it open', async () => {
    const { session } = await open()
    for (let at = 0; at < 24; at++) {
      expect(await desk.signIn.holds(session)).toBe(true)
      desk.clock.at += HOUR
    }
    expect(await desk.signIn.holds(session)).toBe(false)
  })

  it('is kept by the hash of its token: what is stored opens nothing', async () => {
    const { token, session } = await open()
    expect(session.id).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(desk.sessions.list())).not.toContain(token.reveal())
    expect(await desk.signIn.resume(new Secret(session.id), null)).toBeUndefined()
  })

  it('is one of all processes', async () => {
    const { token } = await open()
    const another = desk.another()
    expect(await another.resume(token, null)).toBeDefined()
    const found = await another.resume(token, null)
    if (found === undefined) throw new Error('no session')
    await another.close(found, FROM)
    expect(await desk.signIn.resume(token, null)).toBeUndefined()
  })

  it('keeps a cut name of the browser, and at most a hundred are kept', async () => {
    const { session } = await desk.signIn.open('admin', new Secret(PASSWORD), {
      ...FROM,
      userAgent: 'x'.repeat(999),
    })
    expect(session.userAgent).toHaveLength(200)
    for (let at = 0; at < 120; at++) {
      desk.sessions.add({ ...session, id: String(at), seenAt: session.seenAt + at + 1 })
    }
    expect(desk.sessions.list()).toHaveLength(100)
    expect(desk.sessions.list()[0]?.id).toBe('119')
  })
})

describe('all sessions end at once', () => {
  it('when the account is made anew, even with the same name and password', async () => {
    const { token } = await open()
    desk.clock.at += 1000
    await desk.init()
    expect(await desk.signIn.resume(token, null)).toBeUndefined()
  })

  it('when there is no account any more', async () => {
    const { token } = await open()
    await desk.accounts.write({ username: 'other', passwordHash: 'nothing', createdAt: '' })
    await expect(desk.signIn.resume(token, null)).rejects.toMatchObject({ code: 'storage_error' })
  })

  it('when one signs out everywhere', async () => {
    const tokens = [(await open()).token, (await open(desk.another())).token]
    const { token, session } = await open()
    await desk.signIn.closeAll(session, FROM)
    for (const each of [...tokens, token]) expect(await desk.signIn.resume(each, null)).toBeUndefined()
    expect(desk.entries.at(-1)).toMatchObject({
      action: 'session.close_all',
      surface: 'web',
      principal: 'owner',
    })
  })

  it('when the password is changed, but for a new one in the place of this one', async () => {
    const other = await open(desk.another())
    const { token, session } = await open()
    const next = new Secret('another fine one')
    const changed = await desk.signIn.changePassword(session, new Secret(PASSWORD), next, FROM)
    expect(await desk.signIn.resume(token, null)).toBeUndefined()
    expect(await desk.signIn.resume(other.token, null)).toBeUndefined()
    expect(await desk.signIn.resume(changed.token, null)).toMatchObject({ id: changed.session.id })
    expect(desk.signIn.list()).toHaveLength(1)
    await expect(open()).rejects.toMatchObject({ code: 'unauthorized' })
    expect((await desk.signIn.open('admin', next, FROM)).session.ip).toBe('127.0.0.1')
    expect(desk.entries.map(({ action }) => action)).toContain('admin.set')
  })
})

describe('changing the password is refused', () => {
  it.each([
    ['without the present one', 'not it', 'another fine one', 'unauthorized'],
    ['to a weak one', PASSWORD, 'short', 'invalid_request'],
    ['to one with a line break', PASSWORD, 'long enough\nbut', 'invalid_request'],
  ])('%s', async (_, present, next, code) => {
    const { token, session } = await open()
    const change = desk.signIn.changePassword(session, new Secret(present), new Secret(next), FROM)
    await expect(change).rejects.toMatchObject({ code })
    expect(desk.entries.at(-1)).toMatchObject({ action: 'admin.set', decision: 'deny', error: code })
    expect(await desk.signIn.resume(token, null)).toBeDefined()
    expect((await open()).session.id).toMatch(/^[0-9a-f]{64}$/)
  })

  it('after too many attempts, whoever is signed in', async () => {
    const { session } = await open()
    const attempt = (present: string): Promise<unknown> =>
      desk.signIn.changePassword(session, new Secret(present), new Secret('another fine one'), FROM)
    for (let at = 0; at < 10; at++)
      await expect(attempt('not it')).rejects.toMatchObject({ code: 'unauthorized' })
    await expect(attempt(PASSWORD)).rejects.toMatchObject({ code: 'rate_limited' })
  })
})

it('nobody is let in where it cannot be recorded', async () => {
  desk.failing = true
  await expect(open()).rejects.toThrow()
  expect(desk.sessions.list()).toEqual([])
})

it('what was typed is in no record', async () => {
  await expect(desk.signIn.open('typed-name', new Secret('typed-password'), FROM)).rejects.toMatchObject({
    code: 'unauthorized',
    details: { kind: 'sign_in' },
  })
  expect(JSON.stringify(desk.entries)).not.toContain('typed')
  expect(desk.entries).toMatchObject([
    { action: 'session.open', decision: 'deny', principal: 'none', surface: 'web' },
  ])
})

it('an empty name, an empty password, and an account that is not there are refused alike', async () => {
  for (const [name, password] of [
    ['', PASSWORD],
    ['admin', ''],
    ['ADMIN', PASSWORD],
    ['admin ', PASSWORD],
  ] as const) {
    await expect(desk.signIn.open(name, new Secret(password), FROM)).rejects.toMatchObject({
      code: 'unauthorized',
    })
  }
})
