import type { AttackCase, Expected, Send, Step } from '../contract/attack-case.ts'
import type { Behaviour } from '../contract/behaviour.ts'
import type { NameAnswer, Names } from '../contract/names.ts'
import { ADDRESSES } from './3-addresses.ts'
import { attacks, get, post, STRUCTURED, WITH_COMMANDS, type Row } from './make.ts'

/** Names for which the laboratory answers. What the binding permits is `PERMITTED`: 127.0.0.1, ::1, and two places of nobody. */
const TARGET = 'target.attack.example'
const PLAIN = 'plain.attack.example'
const GOOD = '127.0.0.1'
/** Permitted too, but nobody listens there. */
const CLOSED = '127.0.0.9'
/** The laboratory listens here as well: what arrives has been led astray. */
const ASTRAY = '127.0.0.2'
/** Whoever connects here is noticed. */
const WATCHED = '127.0.0.3'

const BLOCKED: Expected = { is: 'blocked' }
const REFUSED = { status: { refused: true } } as const
const ANSWERED = { status: { is: [200] } } as const
/** A proxy may keep connections open; the last answer of such a case ends them, so that the next case is looked up anew. */
const KEPT_OPEN: Behaviour = { does: 'answer', headers: [['Content-Type', 'text/plain']], body: 'ok' }
const LAST: Behaviour = {
  ...KEPT_OPEN,
  headers: [
    ['Content-Type', 'text/plain'],
    ['Connection', 'close'],
  ],
}
const POOLING = ['reverse', 'json-api', 'mcp', 'mcp-stdio'] as const

const ask = (path = '/x', more: Omit<Send, 'do' | 'url'> = {}): Send => get(`{{origin:byname}}${path}`, more)
const target = (...A: readonly NameAnswer[]): Names => ({ [TARGET]: { A } })
const both = (A: NameAnswer, AAAA: NameAnswer): Names => ({ [TARGET]: { A: [A], AAAA: [AAAA] } })
const usual = { needs: ['address-guard'] as const, credential: 'byname' as const, steps: [ask()] as Step[], expect: BLOCKED, limit: 8000 } // prettier-ignore

/** Addresses that no binding of the laboratory permits, by what they are. */
const INSIDE: Readonly<Record<string, string>> = {
  'loopback': ASTRAY, 'watched': WATCHED, 'any': '0.0.0.0', 'private-10': '10.0.0.1', 'private-192': '192.168.0.1', 'metadata': '169.254.169.254',
  'six-any': '::', 'six-mapped': '::ffff:127.0.0.2', 'six-mapped-watched': '::ffff:7f00:3', 'six-compatible': '::127.0.0.2', 'six-to-four': '2002:7f00:2::1', 'six-nat64': '64:ff9b::7f00:2',
  'six-unique-local': 'fd00:ec2::254', 'six-link-local': 'fe80::1', 'six-multicast': 'ff02::1',
} // prettier-ignore
const isSix = (address: string): boolean => address.includes(':')

const alone = Object.entries(INSIDE).map(([id, address]): Row => ({
  id: `names-to-${id}`,
  title: `A name that a secret is for leads to ${address}, and the binding permits other addresses`,
  names: isSix(address) ? both([], [address]) : target([address]),
}))

/** And all there are, by a binding that permits none: only the guard of addresses stands between. */
const everywhere = Object.entries(ADDRESSES).map(([id, host]): Row => {
  const address = host.replace(/^\[|\]$/g, '')
  return {
    id: `names-inside-${id}`,
    title: `A name that a secret is for leads to ${address}, and the binding permits no address inside`,
    credential: 'publicname',
    names: isSix(address) ? both([], [address]) : target([address]),
  }
})

/** Every bad address beside good ones of either family. */
const besides = Object.entries(INSIDE).map(([id, address]): Row => ({
  id: `names-mixed-${id}`,
  title: `One bad address of the other family or the same among good ones: ${address}`,
  names: isSix(address) ? both([GOOD], [address]) : both([address], ['::1']),
}))

const positions: readonly Row[] = [
  ['first', [ASTRAY, GOOD, CLOSED]],
  ['middle', [GOOD, ASTRAY, CLOSED]],
  ['last', [GOOD, CLOSED, ASTRAY]],
  ['behind-closed', [CLOSED, ASTRAY]],
  ['watched-last', [CLOSED, GOOD, WATCHED]],
  ['of-many', [CLOSED, '127.8.0.1', '127.8.0.2', '127.8.0.3', '127.8.0.4', '127.8.0.5', ASTRAY, GOOD]],
].map(([id, addresses]) => ({
  id: `names-position-${String(id)}`,
  title: `One bad address among good ones: ${[addresses].flat().join(', ')}`,
  names: target(addresses as readonly string[]),
  ...(id === 'last' ? { surfaces: WITH_COMMANDS } : {}),
}))

const six: readonly Row[] = [
  { id: 'names-position-six-first', title: 'One bad address among good ones of IPv6, first', names: both([], ['::ffff:127.0.0.2', '::1']) },
  { id: 'names-position-six-last', title: 'One bad address among good ones of IPv6, last', names: both([], ['::1', '::ffff:127.0.0.2']) },
  { id: 'names-position-both', title: 'Good ones of both families, and one bad one of each', names: both([GOOD, WATCHED], ['::1', '::ffff:7f00:3']) },
] // prettier-ignore

/** An address that was good when the name was first asked for. */
const rebound: readonly Row[] = [
  { id: 'names-rebound', title: 'The name leads elsewhere at the second request', surfaces: WITH_COMMANDS, names: target([GOOD], [ASTRAY]),
    steps: [ask('/a', ANSWERED), ask('/b', REFUSED)], expect: { is: 'kept' } },
  { id: 'names-rebound-plain', title: 'The same without TLS', credential: 'plainname', names: { [PLAIN]: { A: [[GOOD], [ASTRAY]] } },
    steps: [get('{{origin:plainname}}/a', ANSWERED), get('{{origin:plainname}}/b', REFUSED)], expect: { is: 'kept' } },
  { id: 'names-rebound-watched', title: 'The second answer leads to a place where any connection is noticed', names: target([GOOD], [WATCHED]),
    steps: [ask('/a', ANSWERED), ask('/b', REFUSED), ask('/c', REFUSED)], expect: { is: 'kept' } },
  { id: 'names-rebound-any', title: 'The second answer is 0.0.0.0, which dials this machine', names: target([GOOD], ['0.0.0.0']),
    steps: [ask('/a', ANSWERED), ask('/b', REFUSED)], expect: { is: 'kept' } },
  { id: 'names-rebound-family', title: 'The second answer has a bad address of the other family', names: { [TARGET]: { A: [[GOOD]], AAAA: [[], ['::ffff:127.0.0.2']] } },
    steps: [ask('/a', ANSWERED), ask('/b', REFUSED)], expect: { is: 'kept' } },
  { id: 'names-rebound-added', title: 'The second answer has the good address and a bad one more', names: target([GOOD], [GOOD, ASTRAY]),
    steps: [ask('/a', ANSWERED), ask('/b', REFUSED)], expect: { is: 'kept' } },
  { id: 'names-rebound-ttl', title: 'The first answer says that it is good for a day, and the second is another', names: target({ addresses: [GOOD], ttl: 86_400 }, [ASTRAY]),
    steps: [ask('/a'), ask('/b')], expect: { is: 'kept' } },
  { id: 'names-rebound-check-dial', title: 'Good when it is checked, elsewhere if it is asked for again to be dialled', surfaces: WITH_COMMANDS, names: target([GOOD], [ASTRAY]),
    steps: [ask('/a', ANSWERED)], expect: { is: 'kept' } },
  { id: 'names-rebound-check-dial-watched', title: 'The same with a place where any connection is noticed', names: target([GOOD], [WATCHED]),
    steps: [ask('/a', ANSWERED)], expect: { is: 'kept' } },
  { id: 'names-rebound-check-dial-plain', title: 'The same without TLS', credential: 'plainname', names: { [PLAIN]: { A: [[GOOD], [ASTRAY]] } },
    steps: [get('{{origin:plainname}}/a', ANSWERED)], expect: { is: 'kept' } },
  { id: 'names-rebound-fallback', title: 'The first address refuses connections; asked for again, the name leads elsewhere', names: target([CLOSED], [ASTRAY]),
    steps: [ask('/a', REFUSED)], expect: { is: 'kept' } },
  { id: 'names-rebound-upload', title: 'The name leads elsewhere when something is uploaded', names: target([GOOD], [ASTRAY]),
    steps: [ask('/a', ANSWERED), post('{{origin:byname}}/b', 'a body', REFUSED)], expect: { is: 'kept' } },
  { id: 'names-rebound-alternating', title: 'Every second answer leads elsewhere', names: target([GOOD], [ASTRAY], [GOOD], [ASTRAY]),
    steps: [ask('/a', ANSWERED), ask('/b', REFUSED), ask('/c', ANSWERED), ask('/d', REFUSED)], expect: { is: 'kept' } },
  { id: 'names-rebound-open', title: 'The name leads elsewhere while a connection is kept: that may go on, a new one is checked', surfaces: POOLING, names: target([GOOD], [ASTRAY]),
    origins: { byname: { does: 'sequence', each: [KEPT_OPEN, LAST] } },
    steps: [ask('/a', ANSWERED), ask('/b'), ask('/c', REFUSED)], expect: { is: 'kept' } },
  { id: 'names-rebound-dropped', title: 'The kept connection is reset: a new one is checked', surfaces: POOLING, names: target([GOOD], [WATCHED]),
    origins: { byname: { does: 'sequence', each: [KEPT_OPEN, { does: 'raw', writes: [], then: 'reset' }, LAST] } },
    steps: [ask('/a', ANSWERED), ask('/b'), ask('/c', REFUSED)], expect: { is: 'kept' } },
  { id: 'names-other-binding', title: 'A connection that one binding was allowed is not lent to another that permits no address inside', surfaces: POOLING, needs: ['address-guard', 'several-credentials'], names: target([GOOD]),
    origins: { byname: { does: 'sequence', each: [KEPT_OPEN, LAST] } },
    steps: [ask('/a', ANSWERED), ask('/b', { ask: 'publicname', ...REFUSED }), ask('/c')], expect: { is: 'kept' } },
  { id: 'names-public', title: 'A name leads to loopback, and the binding permits no address inside', credential: 'publicname', names: target([GOOD]), surfaces: WITH_COMMANDS },
  { id: 'names-public-six', title: 'The same by IPv6', credential: 'publicname', names: both([], ['::1']) },
] // prettier-ignore

const alias = (aliases: readonly string[], ...addresses: readonly string[]): Names =>
  target({ aliases, addresses })
const chain = (length: number): string[] =>
  Array.from({ length }, (_, index) => `link-${String(index)}.attack.example`)

const aliases: readonly Row[] = [
  { id: 'names-alias-localhost', title: 'The name is an alias of localhost', names: alias(['localhost'], ASTRAY) },
  { id: 'names-alias-inside', title: 'The name is an alias of a name inside', names: alias(['metadata.google.internal'], '169.254.169.254') },
  { id: 'names-alias-good-name', title: 'The name is an alias of one that is bound too, with a bad address', names: alias([PLAIN], ASTRAY) },
  { id: 'names-alias-address', title: 'The name is an alias of one that looks like a good address', names: alias([GOOD], ASTRAY) },
  { id: 'names-alias-chain', title: 'Five aliases lead inside', names: alias(chain(5), WATCHED) },
  { id: 'names-alias-mixed', title: 'An alias leads to a good address and a bad one', names: alias(chain(1), GOOD, ASTRAY) },
  { id: 'names-alias-good-owner', title: 'An alias, then addresses of the name itself, which has none', names: target({ aliases: chain(2), addresses: [ASTRAY], ttl: 60 }) },
] // prettier-ignore

const wild: readonly Row[] = [
  { id: 'names-wild', title: 'A name under a wildcard leads inside', names: { 'a.wild.attack.example': { A: [[ASTRAY]] } }, steps: [get('{{origin:bywild}}/x')] },
  { id: 'names-wild-other', title: 'Another name under a wildcard leads inside', names: { 'b.wild.attack.example': { A: [[WATCHED]] } }, steps: [get('https://b.wild.attack.example:{{port:bywild}}/x')] },
  { id: 'names-wild-mixed', title: 'A name under a wildcard leads to a good address and a bad one', names: { 'b.wild.attack.example': { A: [[GOOD, ASTRAY]] } }, steps: [get('https://b.wild.attack.example:{{port:bywild}}/x')] },
  { id: 'names-wild-number', title: 'A name under a wildcard looks like an address', names: { '2130706433.wild.attack.example': { A: [[ASTRAY]] } }, steps: [get('https://2130706433.wild.attack.example:{{port:bywild}}/x')] },
  { id: 'names-wild-hex', title: 'A name under a wildcard looks like an address in hex', names: { '0x7f000001.wild.attack.example': { A: [[ASTRAY]] } }, steps: [get('https://0x7f000001.wild.attack.example:{{port:bywild}}/x')] },
  { id: 'names-wild-rebound', title: 'A name under a wildcard leads elsewhere if it is asked for again', names: { 'a.wild.attack.example': { A: [[GOOD], [ASTRAY]] } },
    steps: [get('{{origin:bywild}}/a', ANSWERED), get('{{origin:bywild}}/b', REFUSED)], expect: { is: 'kept' } },
] // prettier-ignore

const NOWHERE: NameAnswer = { code: 3 }
const searched = (...A: readonly NameAnswer[]): Names => ({
  [TARGET]: { A: [NOWHERE], AAAA: [NOWHERE] },
  [`${TARGET}.search.attack.example`]: { A },
})

const search: readonly Row[] = [
  { id: 'names-search', title: 'There is no such name, but below the search domain there is, inside', names: searched([ASTRAY]) },
  { id: 'names-search-mixed', title: 'The same with a good address beside the bad one', names: searched([GOOD, WATCHED]) },
  { id: 'names-search-rebound', title: 'The name is gone at the second request; below the search domain it leads inside',
    names: { [TARGET]: { A: [[GOOD], NOWHERE], AAAA: [[], NOWHERE] }, [`${TARGET}.search.attack.example`]: { A: [[ASTRAY]] } },
    steps: [ask('/a', ANSWERED), ask('/b', REFUSED)], expect: { is: 'kept' } },
] // prettier-ignore

export const NAME_CASES: readonly AttackCase[] = [
  ...attacks(3, usual, [
    ...alone,
    ...everywhere,
    ...besides,
    ...positions,
    ...six,
    ...rebound,
    ...aliases,
    ...search,
  ]),
  ...attacks(3, { ...usual, credential: 'bywild', surfaces: STRUCTURED }, wild),
]
