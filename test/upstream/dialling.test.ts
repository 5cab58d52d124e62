import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import type { Resolve, ResolvedAddress } from '../../src/adapters/upstream/share-lookups.ts'
import { SPECIAL_RANGES } from '../../src/domain/special-ranges.ts'
import { exchange, failureOf, upstreamWith } from './exchange.ts'
import { answering, rawServer } from './raw-server.ts'

const OK = answering('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi')
const OUTSIDE =
  'destination_denied: it resolves to an address outside the public Internet that the binding does not name'
const OURSELVES = 'destination_denied: it is this very server'

const as = (...addresses: readonly string[]): readonly ResolvedAddress[] =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

/** A resolver that gives one list after another, the last one for ever. */
function resolving(...answers: readonly (readonly ResolvedAddress[])[]): {
  resolve: Resolve
  asked: string[]
} {
  const asked: string[] = []
  const resolve: Resolve = (hostname) => {
    asked.push(hostname)
    return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1] ?? [])
  }
  return { resolve, asked }
}

describe('an address that the binding does not name', () => {
  it.each(SPECIAL_RANGES)('%s, %s', async (cidr) => {
    const address = cidr.split('/')[0] ?? ''
    const literal = address.includes(':') ? `[${address}]` : address
    const { resolve, asked } = resolving(as(address))
    const upstream = upstreamWith({ resolve })
    expect(await failureOf(exchange(upstream, `http://${literal}:9/`, { addresses: [] }))).toBe(OUTSIDE)
    expect(asked).toEqual([])
    expect(await failureOf(exchange(upstream, 'http://name.example:9/', { addresses: [] }))).toBe(OUTSIDE)
    expect(await failureOf(exchange(upstream, 'https://name.example:9/', { addresses: ['10.9.9.9'] }))).toBe(
      OUTSIDE,
    )
    expect(asked).toEqual(['name.example', 'name.example'])
  })

  it.each([
    [['8.8.8.8', '127.0.0.1']],
    [['127.0.0.1', '8.8.8.8']],
    [['8.8.8.8', '2606:4700::1', '::1', '1.1.1.1']],
    [['8.8.8.8', '::ffff:127.0.0.1']],
    [['8.8.8.8', 'fe80::1%lo']],
    [['8.8.8.8', 'not an address']],
  ])('among others: %j', async (addresses) => {
    const { resolve } = resolving(as(...addresses))
    expect(
      await failureOf(exchange(upstreamWith({ resolve }), 'http://name.example/', { addresses: [] })),
    ).toBe(OUTSIDE)
  })

  it('is not reached though it is there', async () => {
    const server = await rawServer(OK)
    const url = `http://name.example:${String(server.port)}/`
    const upstream = upstreamWith(resolving(as('127.0.0.1')))
    expect(await failureOf(exchange(upstream, url, { addresses: [] }))).toBe(OUTSIDE)
    expect(await failureOf(exchange(upstream, url, { addresses: ['10.0.0.0/8'] }))).toBe(OUTSIDE)
    expect(await failureOf(exchange(upstream, server.origin, { addresses: [] }))).toBe(OUTSIDE)
    expect(server.received).toEqual([])
    expect(await exchange(upstream, url, { addresses: ['127.0.0.1'] })).toMatchObject({ body: 'hi' })
  })

  it('is not reached over a connection that another binding was allowed', async () => {
    const server = await rawServer(answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'))
    const upstream = upstreamWith(resolving(as('127.0.0.1')))
    const url = `http://name.example:${String(server.port)}/`
    await exchange(upstream, url, { addresses: ['127.0.0.0/8'] })
    expect(server.sockets.size).toBe(1)
    expect(await failureOf(exchange(upstream, url, { addresses: [] }))).toBe(OUTSIDE)
  })
})

describe('a name', () => {
  it('is resolved once for a connection, and what was judged is dialled', async () => {
    const [good, evil] = [await rawServer(OK), await rawServer(OK, '127.0.0.2')]
    const { resolve, asked } = resolving(as('127.0.0.1'), as('127.0.0.2'))
    const upstream = upstreamWith({ resolve })
    const addresses = ['127.0.0.1']
    expect(
      await exchange(upstream, `http://name.example:${String(good.port)}/`, { addresses }),
    ).toMatchObject({ body: 'hi' })
    expect(asked).toEqual(['name.example'])
    expect(
      await failureOf(exchange(upstream, `http://name.example:${String(evil.port)}/`, { addresses })),
    ).toBe(OUTSIDE)
    expect(asked).toEqual(['name.example', 'name.example'])
    expect(evil.received).toEqual([])
  })

  it('that now leads elsewhere is judged anew for every connection', async () => {
    const server = await rawServer(OK)
    const { resolve, asked } = resolving(as('127.0.0.1'), as('10.0.0.1'))
    const upstream = upstreamWith({ resolve })
    const request = (): Promise<unknown> =>
      exchange(upstream, `http://name.example:${String(server.port)}/`, { addresses: ['127.0.0.1'] })
    await request()
    await expect.poll(() => server.sockets.size).toBe(0)
    expect(await failureOf(request())).toBe(OUTSIDE)
    expect(asked.length).toBe(2)
  })

  it('is not resolved again for a connection that is open', async () => {
    const server = await rawServer(answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'))
    const { resolve, asked } = resolving(as('127.0.0.1'), as('10.0.0.1'))
    const upstream = upstreamWith({ resolve, connections: 1 })
    for (let i = 0; i < 5; i++) await exchange(upstream, `http://name.example:${String(server.port)}/`)
    expect(asked).toEqual(['name.example'])
    expect(server.received.length).toBe(1)
  })

  it('of several addresses is reached at the one that answers, by its own name', async () => {
    const server = await rawServer(OK)
    const upstream = upstreamWith(resolving(as('127.0.0.3', '127.0.0.1')))
    const url = `http://name.example:${String(server.port)}/`
    expect(await exchange(upstream, url)).toMatchObject({ body: 'hi' })
    expect(server.received[0]).toContain(`\r\nhost: name.example:${String(server.port)}\r\n`)
  })

  it.each([
    [
      () =>
        Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND name.example'), { code: 'ENOTFOUND' })),
    ],
    [
      () =>
        Promise.reject(Object.assign(new Error('getaddrinfo EAI_AGAIN name.example'), { code: 'EAI_AGAIN' })),
    ],
    [() => Promise.resolve([])],
  ])('that is not found', async (resolve: Resolve) => {
    expect(await failureOf(exchange(upstreamWith({ resolve }), 'https://name.example/'))).toBe(
      'upstream_error: its host name could not be resolved',
    )
  })

  it('whose resolver hangs', async () => {
    const resolve: Resolve = () => new Promise(() => undefined)
    const answer = exchange(upstreamWith({ resolve, headTimeout: 200 }), 'https://name.example/')
    expect(await failureOf(answer)).toBe('upstream_timeout: no answer in time')
  })

  it('of the system’s own: localhost', async () => {
    const server = await rawServer(OK)
    const url = `http://localhost:${String(server.port)}/`
    expect(await exchange(upstreamWith(), url)).toMatchObject({ body: 'hi' })
    expect(await failureOf(exchange(upstreamWith(), url, { addresses: [] }))).toBe(OUTSIDE)
  })
})

describe('this very server', () => {
  const own = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ scopeid }) => scopeid === undefined || scopeid === 0)
    .map(({ address }) => address)

  it.each([...new Set([...own, '127.0.0.1', '127.0.0.9', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1'])])(
    'is not a target, as %s',
    async (address) => {
      const server = await rawServer(OK, '0.0.0.0')
      const literal = address.includes(':') ? `[${address}]` : address
      const ports = new Set<number>()
      const upstream = upstreamWith({ ownPorts: () => ports, ...resolving(as(address)) })
      ports.add(server.port)
      const addresses = [address, '::ffff:7f00:1']
      expect(
        await failureOf(exchange(upstream, `http://${literal}:${String(server.port)}/`, { addresses })),
      ).toBe(OURSELVES)
      expect(
        await failureOf(exchange(upstream, `http://name.example:${String(server.port)}/`, { addresses })),
      ).toBe(OURSELVES)
      expect(server.received).toEqual([])
    },
  )

  it('has other ports, which are not its own', async () => {
    const server = await rawServer(OK)
    const upstream = upstreamWith({ ownPorts: () => new Set([server.port + 1]) })
    expect(await exchange(upstream, server.origin)).toMatchObject({ body: 'hi' })
  })
})
