import { isIP } from 'node:net'
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { addressAllowed, addressBlockProblem, isLoopback } from '../../src/domain/address.ts'
import { contains, parseCidr, parseIp } from '../../src/domain/ip-address.ts'
import { SPECIAL_RANGES } from '../../src/domain/special-ranges.ts'

const RUNS = process.env['VULTRINO_LONG_TESTS'] === '1' ? 20_000 : 200

const text = (bytes: readonly number[]): string => ipaddr.fromByteArray([...bytes]).toString()

/** First, last and a middle address of a block. */
function samples(cidr: string): string[] {
  const block = parseCidr(cidr)
  if (block === undefined) throw new Error(cidr)
  const host = (fill: number): string =>
    text(
      block.bytes.map((byte, i) => byte | (fill & (0xff >> Math.min(8, Math.max(0, block.prefix - i * 8))))),
    )
  return [host(0), host(0xff), host(0x5a)]
}

describe('special ranges', () => {
  it.each(SPECIAL_RANGES)('%s (%s) is refused from end to end, unless named', (cidr) => {
    for (const address of samples(cidr)) {
      expect(`${address} ${String(addressAllowed(address, []))}`).toBe(`${address} false`)
      expect(addressAllowed(address, [cidr])).toBe(true)
      expect(addressAllowed(address, [address])).toBe(true)
      expect(addressAllowed(address, ['203.0.112.0/24', '2606:4700::/32'])).toBe(false)
    }
  })

  it.each([
    '169.254.169.254',
    '169.254.170.2',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    'fd00:ec2::254',
    'fd20:ce::254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    '2001:0:a9fe:a9fe::1',
    '::169.254.169.254',
    '::',
    '::1',
    '0.0.0.0',
    '255.255.255.255',
    '::ffff:127.0.0.1',
    '::ffff:0:127.0.0.1',
    'ff02::1',
    '4000::1',
    '1::1',
    'e000::1',
    'fe80::1%eth0',
    '127.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    '',
    'localhost',
    '8.8.8.8 ',
    '[2606:4700::1]',
    '8.8.8.8/32',
  ])('%s is refused', (address) => {
    expect(addressAllowed(address, [])).toBe(false)
  })

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '168.63.129.15',
    '168.63.129.17',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2001:200::1',
    '2001:4860:4860::8888',
    '2003::1',
    '2a00:1450::1',
    '3ffe::1',
  ])('%s is of the public Internet', (address) => {
    expect(addressAllowed(address, [])).toBe(true)
  })

  it('permits only what the named block holds', () => {
    const permitted = ['10.1.0.0/16', 'fd00:1::/32', '192.168.1.20']
    const allowed = ['10.1.0.0', '10.1.255.255', 'fd00:1:ffff::1', '192.168.1.20', '8.8.8.8']
    const refused = ['10.0.255.255', '10.2.0.0', 'fd00:2::', '192.168.1.21', '::ffff:10.1.0.1', '127.0.0.1']
    expect(allowed.filter((address) => !addressAllowed(address, permitted))).toEqual([])
    expect(refused.filter((address) => addressAllowed(address, permitted))).toEqual([])
    expect(
      addressAllowed('10.1.0.0', [
        'nonsense',
        '10.1.0.0/33',
        '10.1.0.0/-1',
        '10.1.0.0/x',
        '10.1.0.0/16/1',
        '/8',
      ]),
    ).toBe(false)
  })

  it('knows every range that ipaddr.js calls anything but unicast', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc
        .tuple(fc.constantFrom(...SPECIAL_RANGES), fc.uint8Array({ minLength: 16, maxLength: 16 }))
        .map(([[cidr], noise]) => {
          const block = parseCidr(cidr)
          return Uint8Array.from(block?.bytes ?? [], (byte, i) => (i < 2 ? byte : (noise[i] ?? 0)))
        }),
    )
    fc.assert(
      fc.property(bytes, (value) => {
        const parsed = ipaddr.fromByteArray([...value])
        if (parsed.range() !== 'unicast') expect(addressAllowed(parsed.toString(), [])).toBe(false)
      }),
      { numRuns: RUNS * 5 },
    )
  })
})

/** Not by ipaddr.js, which takes `::1.2.3.4` for `::ffff:1.2.3.4`. */
function bytesOf(address: string): number[] {
  if (isIP(address) === 4) return address.split('.').map(Number)
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const [before, after] = [head, tail ?? ''].map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - (before?.length ?? 0) - (after?.length ?? 0)
  const groups = [...(before ?? []), ...new Array<string>(missing).fill('0'), ...(after ?? [])]
  return groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff])
}

describe('reading addresses', () => {
  it('agrees with Node on what an address is, but for zones', () => {
    const part = fc.oneof(
      fc.nat(260).map(String),
      fc.constantFrom('', '0', '00', '01', 'ffff', '1.2.3.4', '0x1', 'g', 'fffff', ' 1'),
    )
    const written = fc
      .tuple(fc.array(part, { maxLength: 9 }), fc.constantFrom('.', ':', '::'))
      .map(([parts, dot]) => parts.join(dot))
    fc.assert(
      fc.property(fc.oneof(written, fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 8 })), (candidate) => {
        expect(parseIp(candidate)?.length).toBe([undefined, 4, 16][[0, 4, 6].indexOf(isIP(candidate))])
      }),
      { numRuns: RUNS * 10 },
    )
  })

  it('gives the bytes that are meant', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        expect(parseIp(address)).toEqual(bytesOf(address))
      }),
      { numRuns: RUNS },
    )
  })

  it('matches blocks as ipaddr.js does', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.nat(32), (network, address, prefix) => {
        const block = parseCidr(`${network}/${String(prefix)}`)
        const bytes = parseIp(address)
        if (block === undefined || bytes === undefined) throw new Error('unread')
        expect(contains(block, bytes)).toBe(
          ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parse(network), prefix),
        )
      }),
      { numRuns: RUNS },
    )
  })
})

it.each(['127.0.0.1', '127.255.255.254', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1', '::ffff:0.0.0.0'])(
  '%s is this machine',
  (address) => {
    expect(isLoopback(address)).toBe(true)
  },
)

it.each(['128.0.0.1', '10.0.0.1', '::2', '8.8.8.8', 'localhost', 'fe80::1'])(
  '%s is not loopback',
  (address) => {
    expect(isLoopback(address)).toBe(false)
  },
)

it.each([
  ['10.0.0.0/8', undefined],
  ['10.1.2.3', undefined],
  ['169.254.169.254', undefined],
  ['fd00::/8', undefined],
  ['::1', undefined],
  ['127.0.0.0/8', undefined],
  ['0.0.0.0/0', 'public'],
  ['::/0', 'public'],
  ['10.0.0.0/7', 'public'],
  ['8.8.8.8', 'public'],
  ['2000::/3', 'public'],
  ['10.0.0.0/33', 'syntax'],
  ['10.0.0.0/08', 'syntax'],
  ['10.0.0', 'syntax'],
  ['fe80::1%eth0', 'syntax'],
  ['localhost', 'syntax'],
  ['', 'syntax'],
])('the block %j: %s', (cidr, problem) => {
  expect(addressBlockProblem(cidr)).toBe(problem)
})
