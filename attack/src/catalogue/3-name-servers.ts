import type { AttackCase, Send, StatusRule, Surface } from '../contract/attack-case.ts'
import { BROKEN, type BrokenKind, type NameAnswer, type Names } from '../contract/names.ts'
import { attacks, get, twins, WITH_COMMANDS, type Row } from './make.ts'

const TARGET = 'target.attack.example'
const GOOD = '127.0.0.1'
const CLOSED = '127.0.0.9'
const ASTRAY = '127.0.0.2'
/** How a name is looked up is the same on every way in; each of these waits for a time. */
const ONE_WAY: readonly Surface[] = ['reverse', 'absolute-form', 'connect']

const ANSWERED: StatusRule = { is: [200] }
const ANSWERED_STEP = { status: ANSWERED } as const
/** It says no, or ends the connection: not a status of the target's, and not silence. */
const REFUSED: StatusRule = { is: [0, 403, 500, 502, 503, 504] }
const ask = (path = '/x', status?: StatusRule): Send =>
  get(`{{origin:byname}}${path}`, status === undefined ? {} : { status })
/** The same for both types. */
const every = (...turns: readonly NameAnswer[]): Names => ({ [TARGET]: { A: turns, AAAA: turns } })
const v4 = (...A: readonly NameAnswer[]): Names => ({ [TARGET]: { A } })

/** Not every resolver sees that these are broken. */
const TAKEN: ReadonlySet<BrokenKind> = new Set(['nul-alias', 'other-size'])

/** Must end in a refusal, in time, and the program goes on. */
const refusals: readonly Row[] = [
  ...BROKEN.map((broken): Row => ({ id: `names-broken-${broken}`, title: `The name server's answer is broken: ${broken}`, names: every({ broken }), ...(TAKEN.has(broken) ? { steps: [ask()] } : {}) })),
  ...(['own-pointer', 'counts', 'long-data', 'half-header', 'nothing'] as const).map((broken): Row => ({ id: `names-broken-tcp-${broken}`, title: `The same by TCP: ${broken}`, names: every({ broken, tcp: true }) })),
  { id: 'names-not-there', title: 'There is no such name', names: every({ code: 3 }), surfaces: WITH_COMMANDS },
  { id: 'names-failure', title: 'The name server says that it failed', names: every({ code: 2 }) },
  { id: 'names-denied', title: 'The name server refuses to say', names: every({ code: 5 }) },
  { id: 'names-empty', title: 'The name has no records', names: every([]) },
  { id: 'names-silent', title: 'The name server says nothing', names: every({ silent: true }), surfaces: WITH_COMMANDS },
  { id: 'names-silent-tcp', title: 'It sends to TCP, and says nothing there', names: every({ silent: true, tcp: true }) },
  { id: 'names-silent-others', title: 'A name server that says nothing by TCP, for ever, is asked again and again; other names are still found', names: every({ silent: true, tcp: true }),
    steps: [ask('/a', REFUSED), ask('/b', REFUSED), ask('/c', REFUSED), get('{{origin:plainname}}/x', { ask: 'plainname', ...ANSWERED_STEP })], needs: ['several-credentials'], limit: 6000 },
  { id: 'names-late', title: 'The answer comes long after everybody has given up', names: every({ addresses: [ASTRAY], after: 5000 }) },
  { id: 'names-wrong-number', title: 'The only answer has the number of another question', names: every({ addresses: [GOOD], id: 'wrong' }) },
  { id: 'names-other-question', title: 'The only answer is to another question', names: every({ addresses: [GOOD], question: 'other.attack.example' }) },
  { id: 'names-other-owner', title: 'The answer is about another name', names: every({ addresses: [GOOD], owner: 'other.attack.example' }) },
  { id: 'names-alias-itself', title: 'The name is an alias of itself', names: every({ aliases: [TARGET] }) },
  { id: 'names-alias-circle', title: 'The name is an alias of another, that of this one', names: every({ aliases: ['other.attack.example', TARGET, 'other.attack.example'] }) },
  { id: 'names-alias-nothing', title: 'The name is an alias of one that is not there', names: every({ aliases: ['other.attack.example'] }) },
  { id: 'names-alias-long', title: 'Twelve hundred aliases, and nothing at their end', names: every({ aliases: Array.from({ length: 1200 }, (_, index) => `l${String(index)}.attack.example`) }) },
  { id: 'names-many-closed', title: 'Four thousand addresses, as many as an answer holds, and nobody listens at any', names: v4({ row: { from: '127.8.0.1', count: 4000 } }) },
  { id: 'names-many-one-bad', title: 'Four thousand addresses, and the last of them is bad', names: v4({ row: { from: '127.8.0.1', count: 4000 }, addresses: [ASTRAY] }), needs: ['address-guard'], expect: { is: 'blocked' } },
  { id: 'names-many-bad', title: 'Four thousand addresses inside', names: v4({ row: { from: '10.0.0.1', count: 4000 } }), needs: ['address-guard'], expect: { is: 'blocked' } },
] // prettier-ignore

/** Answers that are not meant for the asker come first: the right one counts. */
const forged: readonly Row[] = [
  { id: 'names-forged-number', title: 'Before the answer come some with the numbers of other questions', names: v4({ before: [{ addresses: [ASTRAY], id: 'wrong' }, { addresses: [ASTRAY], id: 'wrong' }], addresses: [GOOD] }) },
  { id: 'names-forged-question', title: 'Before the answer comes one to another question', names: v4({ before: [{ addresses: [ASTRAY], question: 'other.attack.example' }], addresses: [GOOD] }) },
  { id: 'names-forged-half', title: 'Before the answer comes half a header', names: v4({ before: [{ broken: 'half-header' }], addresses: [GOOD] }), steps: [ask()] },
] // prettier-ignore

const untouched = { expect: { is: 'untouched', same: ['status', 'reason', 'body', 'request-target', 'request-method'] } } as const // prettier-ignore
/** The proxy has an own idea of the reason where its surface has no such thing. */
const same = { ...untouched.expect, same: untouched.expect.same.filter((each) => each !== 'reason') } as const

const fine: readonly Row[] = [
  { id: 'fine-name', title: 'A name with one address', names: v4([GOOD]), surfaces: WITH_COMMANDS },
  { id: 'fine-name-both', title: 'A name with an address of either family', needs: ['ipv6'], names: { [TARGET]: { A: [[GOOD]], AAAA: [['::1']] } } },
  { id: 'fine-name-six', title: 'A name with an address of IPv6 only', needs: ['ipv6'], names: { [TARGET]: { AAAA: [['::1']] } }, surfaces: WITH_COMMANDS },
  { id: 'fine-name-closed-first', title: 'The first of two addresses refuses connections', names: v4([CLOSED, GOOD]) },
  { id: 'fine-name-several', title: 'The first four of five addresses refuse connections', names: v4([CLOSED, '127.8.0.1', '127.8.0.2', '127.8.0.3', GOOD]) },
  { id: 'fine-name-six-closed', title: 'The address of IPv6 is the one that answers', needs: ['ipv6'], names: { [TARGET]: { A: [[CLOSED]], AAAA: [['::1']] } } },
  { id: 'fine-name-alias', title: 'A name that is an alias', names: v4({ aliases: ['host.attack.example'], addresses: [GOOD] }) },
  { id: 'fine-name-chain', title: 'Five aliases', names: v4({ aliases: ['a', 'b', 'c', 'd', 'e'].map((each) => `${each}.attack.example`), addresses: [GOOD] }) },
  { id: 'fine-name-tcp', title: 'The answer comes by TCP', names: v4({ truncated: true, addresses: [GOOD] }) },
  { id: 'fine-name-large', title: 'The answer is too long for a datagram', names: v4({ addresses: Array.from({ length: 60 }, () => GOOD) }) },
  { id: 'fine-name-slow', title: 'The answer takes a while', names: v4({ addresses: [GOOD], after: 300 }) },
  { id: 'fine-name-ttl', title: 'The answer is good for a day', names: v4({ addresses: [GOOD], ttl: 86_400 }) },
  { id: 'fine-name-upper', title: 'The name in upper case', names: v4([GOOD]), surfaces: WITH_COMMANDS, steps: [get('https://TARGET.Attack.EXAMPLE:{{port:byname}}/x?Y=z')] },
  { id: 'fine-name-plain', title: 'A name without TLS', credential: 'plainname', names: { 'plain.attack.example': { A: [[GOOD]] } }, steps: [get('{{origin:plainname}}/x')] },
  { id: 'fine-name-wild', title: 'A name under a wildcard', credential: 'bywild', names: { 'a.wild.attack.example': { A: [[GOOD]] } }, steps: [get('{{origin:bywild}}/x')] },
  { id: 'fine-name-moved', title: 'The name leads to another good address at the second request', needs: ['ipv6'], names: { [TARGET]: { A: [[GOOD], []], AAAA: [[], ['::1']] } }, steps: [ask('/a'), ask('/b')] },
] // prettier-ignore

/** Nothing is held against a name: once its answers are good, it works. */
const bad: readonly (Row & { readonly names: Names })[] = [
  { id: 'fine-name-back-not-there', title: 'There was no such name, and then there is', names: every({ code: 3 }) },
  { id: 'fine-name-back-failure', title: 'The name server failed, and then answers', names: every({ code: 2 }) },
  { id: 'fine-name-back-silent', title: 'The name server was down, and comes back', names: every({ silent: true }) },
  { id: 'fine-name-back-broken', title: 'The answer was broken, and then is not', names: every({ broken: 'counts' }) },
  { id: 'fine-name-back-inside', title: 'The name led inside, and then does not', needs: ['address-guard'], names: every([ASTRAY]) },
] // prettier-ignore
const back = bad.map((row): Row => {
  const { A = [], AAAA = [] } = row.names[TARGET] ?? {}
  return { ...row, names: { [TARGET]: { A: [...A, [GOOD]], AAAA: [...AAAA, []] } } }
})

const usual = { credential: 'byname' as const, surfaces: ONE_WAY, limit: 9000 }

export const NAME_SERVER_CASES: readonly AttackCase[] = [
  ...attacks(3, { ...usual, steps: [ask('/x', REFUSED)], expect: { is: 'kept' } }, refusals),
  ...attacks(3, { ...usual, steps: [ask('/x', ANSWERED)], expect: { is: 'kept' } }, forged),
  ...attacks(
    3,
    { ...usual, steps: [get(`https://${TARGET}.:{{port:byname}}/x`)], expect: { is: 'blocked' } },
    [{ id: 'names-dot', title: 'The name with a dot at its end is another spelling, not another way in' }],
  ),
  ...twins(3, { credential: 'byname', expect: same, steps: [ask()] }, fine),
  ...twins(3, { ...usual, steps: [ask('/a', REFUSED), ask('/b', ANSWERED)], expect: { is: 'kept' } }, back),
]
