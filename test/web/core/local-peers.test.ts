import { createServer, type AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPeerUsers } from '../../../src/adapters/system/peer-uid.node.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { GONE } from '../../../src/manage/sign-in/sign-in.ts'
import { FROM, newDesk, PASSWORD, type Desk } from './desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await newDesk(86_400, 3)
})
afterEach(() => {
  desk.remove()
})

const right = new Secret(PASSWORD)
const wrong = new Secret('no password')
const as = (peer: string | null, ip = '127.0.0.1'): typeof FROM => ({ ...FROM, ip, peer })

describe('a session is for the OS user who began it', () => {
  it.each(['uid:1001', null, GONE])('a cookie that %s got hold of opens nothing', async (thief) => {
    const { token } = await desk.signIn.open('admin', right, as('uid:1000'))
    expect(await desk.signIn.resume(token, thief)).toBeUndefined()
    // Nor does trying end it for its owner.
    expect(await desk.signIn.resume(token, 'uid:1000')).toBeDefined()
  })

  it('nor does one of another machine, or one begun by who could not be found', async () => {
    const elsewhere = await desk.signIn.open('admin', right, as(null, '192.0.2.1'))
    expect(await desk.signIn.resume(elsewhere.token, 'uid:1001')).toBeUndefined()
    const gone = await desk.signIn.open('admin', right, as(GONE))
    expect(await desk.signIn.resume(gone.token, GONE)).toBeUndefined()
  })

  it('a new password keeps it so', async () => {
    const { session } = await desk.signIn.open('admin', right, as('uid:1000'))
    const next = new Secret('another fine password')
    const { token } = await desk.signIn.changePassword(session, right, next, as(session.peer))
    expect(await desk.signIn.resume(token, 'uid:1001')).toBeUndefined()
    expect(await desk.signIn.resume(token, 'uid:1000')).toBeDefined()
  })
})

describe('attempts', () => {
  const failing = async (...from: readonly (typeof FROM)[]): Promise<void> => {
    for (const one of from)
      await expect(desk.signIn.open('admin', wrong, one)).rejects.toMatchObject({ code: 'unauthorized' })
  }

  it('of one user count together, from whichever loopback address', async () => {
    await failing(as('uid:1001'), as('uid:1001', '127.3.2.1'), as('uid:1001', '::1'))
    const more = desk.signIn.open('admin', right, as('uid:1001', '127.200.0.1'))
    await expect(more).rejects.toMatchObject({ code: 'rate_limited' })
  })

  it('of another user do not lock the owner out', async () => {
    await failing(as('uid:1001'), as('uid:1001'), as('uid:1001'))
    expect(await desk.signIn.open('admin', right, as('uid:1000'))).toBeDefined()
  })

  it('of other machines count by address', async () => {
    await failing(as(null, '192.0.2.1'), as(null, '192.0.2.1'), as(null, '192.0.2.1'))
    const more = desk.signIn.open('admin', right, as(null, '192.0.2.1'))
    await expect(more).rejects.toMatchObject({ code: 'rate_limited' })
    expect(await desk.signIn.open('admin', right, as(null, '192.0.2.2'))).toBeDefined()
  })
})

it('a session seen in a future that has not come is over', async () => {
  desk.clock.at += 3650 * 86_400_000
  const { token } = await desk.signIn.open('admin', right, FROM)
  desk.clock.at -= 3650 * 86_400_000
  expect(await desk.signIn.resume(token, null)).toBeUndefined()
})

it.runIf(process.platform === 'linux')('the user of a connection within this machine is found', async () => {
  const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  await new Promise((resolve) => socket.once('connect', resolve))
  const ends = { localAddress: '127.0.0.1', localPort: port, remoteAddress: '127.0.0.1' }
  const users = createPeerUsers()
  expect(await users.userOf({ ...ends, remotePort: socket.localPort ?? 0 })).toBe(process.geteuid?.())
  expect(await users.userOf({ ...ends, remotePort: 1 })).toBe('gone')
  socket.destroy()
  server.close()
})
