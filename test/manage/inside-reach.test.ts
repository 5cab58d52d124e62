import { afterEach, beforeEach, expect, it } from 'vitest'
import { PERMISSIONS } from '../../src/domain/principal.ts'
import { codeOf, Desk, keyWith, wanted } from './desk.ts'

const DATA = { key: 'another secret' }

let desk: Desk
beforeEach(async () => {
  desk = await Desk.open()
})
afterEach(() => desk[Symbol.dispose]())

const INSIDE: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['loopback', ['http://127.0.0.1:9000'], []],
  ['localhost', ['http://localhost:9000'], []],
  ['loopback in IPv6', ['http://[::1]:9000'], []],
  ['cloud metadata', ['http://169.254.169.254'], []],
  ['a private address', ['https://10.1.2.3'], []],
  ['a name with a private range', ['intranet.example'], ['10.0.0.0/8']],
  ['one among good ones', ['api.example.com', 'http://192.168.0.1'], []],
]

it.each(INSIDE)('%s is for the owner and those who may do everything', async (_, hosts, addresses) => {
  const some = desk.as(keyWith(['read', 'write', 'update', 'execute']))
  const credential = wanted('a', { hosts, addresses })
  expect(await codeOf(some.addCredential(credential))).toBe('forbidden')
  expect(desk.management.vault.find('a')).toBeUndefined()
  expect(desk.audit.entries.at(-1)).toMatchObject({ decision: 'deny', error: 'forbidden' })

  await desk.owner.addCredential(wanted('a', { hosts: ['public.example.com'] }))
  expect(await codeOf(some.updateCredential('a', { hosts, addresses, data: DATA }))).toBe('forbidden')
  const everything = desk.as(keyWith(PERMISSIONS))
  expect(await codeOf(everything.updateCredential('a', { hosts, addresses, data: DATA }))).toBe('ok')
  expect(await codeOf(everything.addCredential({ ...credential, alias: 'b' }))).toBe('ok')
})

it('what was reached before may go on being reached, and public addresses are nobody’s secret', async () => {
  const some = desk.as(keyWith(['write', 'update']))
  await desk.owner.addCredential(wanted('a', { hosts: ['http://127.0.0.1:9000', 'http://127.0.0.1:9001'] }))
  expect(await codeOf(some.updateCredential('a', { hosts: ['http://127.0.0.1:9000'] }))).toBe('ok')
  expect(await codeOf(some.updateCredential('a', { data: DATA }))).toBe('ok')
  const hosts = ['api.example.com', 'https://93.184.216.34', 'http://plain.example.com']
  expect(await codeOf(some.addCredential(wanted('b', { hosts })))).toBe('ok')
})
