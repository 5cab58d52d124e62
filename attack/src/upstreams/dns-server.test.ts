import { Resolver } from 'node:dns/promises'
import { afterEach, expect, it } from 'vitest'
import { BROKEN, type NameAnswer } from '../contract/names.ts'
import { startDnsServer, type DnsServer } from './dns-server.ts'

// Read by another program than the ones under test: Node's own resolver for DNS (c-ares).
const open: DnsServer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

async function playing(answer: NameAnswer): Promise<{ resolver: Resolver; by: string[] }> {
  const by: string[] = []
  const server = await startDnsServer('127.0.0.1', 0, (_, way) => {
    by.push(way)
    return answer
  })
  open.push(server)
  const resolver = new Resolver({ timeout: 200, tries: 1 })
  resolver.setServers([`127.0.0.1:${String(server.port)}`])
  return { resolver, by }
}

const failure = async (asked: Promise<unknown>): Promise<unknown> =>
  await asked.then(
    () => null,
    (error: unknown) => (error as { code?: unknown }).code,
  )

it('says addresses of both families, in the given order', async () => {
  const { resolver } = await playing([
    '192.0.2.7',
    '2001:db8::1',
    '127.0.0.1',
    '::ffff:127.0.0.2',
    '::',
    '::127.0.0.2',
  ])
  expect(await resolver.resolve4('a.example')).toEqual(['192.0.2.7', '127.0.0.1'])
  expect(await resolver.resolve6('A.Example')).toEqual([
    '2001:db8::1',
    '::ffff:127.0.0.2',
    '::',
    '::127.0.0.2',
  ])
})

it('says aliases, and for how long', async () => {
  const { resolver } = await playing({
    aliases: ['b.example', 'c.example'],
    addresses: ['192.0.2.7'],
    ttl: 60,
  })
  expect(await resolver.resolve4('a.example', { ttl: true })).toEqual([{ address: '192.0.2.7', ttl: 60 }])
})

it('goes over to TCP, where it is told to and where there is no room', async () => {
  const told = await playing({ truncated: true, addresses: ['192.0.2.7'] })
  expect(await told.resolver.resolve4('a.example')).toEqual(['192.0.2.7'])
  expect(told.by).toEqual(['udp', 'tcp'])
  const large = await playing({ row: { from: '127.8.0.255', count: 4000 }, addresses: ['192.0.2.7'] })
  const found = await large.resolver.resolve4('a.example')
  expect([found.length, found[0], found[1], found.at(-1)]).toEqual([
    4001,
    '127.8.0.255',
    '127.8.1.0',
    '192.0.2.7',
  ])
})

it('says that there is nothing, and that it failed', async () => {
  for (const [answer, code] of [
    [{ code: 3 }, 'ENOTFOUND'],
    [{ code: 2 }, 'ESERVFAIL'],
    [{ code: 5 }, 'EREFUSED'],
    [[], 'ENODATA'],
    [{ silent: true }, 'ETIMEOUT'],
    [{ addresses: ['192.0.2.7'], id: 'wrong' }, 'ETIMEOUT'],
    [{ addresses: ['192.0.2.7'], question: 'b.example' }, 'ETIMEOUT'],
  ] as const) {
    const { resolver } = await playing(answer)
    expect(await failure(resolver.resolve4('a.example'))).toBe(code)
  }
})

it('says the right thing after what must not be taken', async () => {
  const { resolver } = await playing({
    before: [{ addresses: ['127.0.0.2'], id: 'wrong' }],
    addresses: ['192.0.2.7'],
    after: 20,
  })
  expect(await resolver.resolve4('a.example')).toEqual(['192.0.2.7'])
})

// An alias of odd letters, and an address with more bytes than it has, are no error to everybody.
it.each(BROKEN.filter((kind) => kind !== 'nul-alias' && kind !== 'other-size'))(
  'says what nobody can take: %s',
  async (broken) => {
    const { resolver } = await playing({ broken })
    expect(await failure(resolver.resolve4('a.example'))).not.toBeNull()
  },
)
