import type { AttackCase } from '../contract/attack-case.ts'
import type { Answer } from '../contract/behaviour.ts'
import type { Content, Transform } from '../contract/content.ts'
import { attacks, get, WITH_COMMANDS, STRUCTURED, type Row } from './make.ts'

/** How a secret may be spelt, each with one shape of secret that it changes. */
const SPELLINGS: readonly (readonly Transform[])[] = [
  [], ['base64'], ['base64-after-1'], ['base64-after-2'], ['base64-unpadded'], ['base64url'], ['base64-lines'], ['hex'], ['HEX'],
  ['percent'], ['percent-all'], ['PERCENT-all'], ['form'], ['json'], ['json-u'], ['JSON-u'], ['json-slash'], ['json-some'],
  ['js-x'], ['html-named'], ['html-decimal'], ['html-hex'], ['html-some'], ['utf16le'], ['utf16be'],
] // prettier-ignore
/** One spelling of another. */
const NESTED: readonly (readonly Transform[])[] = [
  ['percent-all', 'percent'], ['json', 'json'], ['json-u', 'json'], ['html-decimal', 'json'], ['base64', 'json-slash'],
  ['base64', 'percent'], ['percent-all', 'html-named'], ['json-u', 'percent-all'], ['html-hex', 'percent'], ['base64url', 'json-u'],
  ['json', 'base64'], ['percent', 'base64'],
] // prettier-ignore

const named = (steps: readonly Transform[]): string =>
  steps.length === 0
    ? 'raw'
    : steps.map((step) => (step === step.toLowerCase() ? step : `${step.toLowerCase()}-upper`)).join('-in-')
const spelt = (steps: readonly Transform[]): Content =>
  steps.length === 0 ? '{{secret}}' : { of: '{{secret}}', through: steps }

/** Fits into a line of a head: no line ends, no zeros. */
const fitsLine = (steps: readonly Transform[]): boolean =>
  !steps.some((step) => step.startsWith('utf16') || step === 'base64-lines')

const bodies = [...SPELLINGS, ...NESTED].map((steps): Row => ({
  id: `back-body-${named(steps)}`,
  title: `The target gives the secret back in a body, as ${named(steps)}`,
  credential: steps.some((step) => /json|html|percent|form/i.test(step)) ? 'awkward' : 'bearer',
  // The commands cost a process each: a few are enough, the path is the same.
  surfaces:
    steps.length < 2 && ['raw', 'base64', 'percent', 'json-u', 'html-some', 'hex'].includes(named(steps))
      ? WITH_COMMANDS
      : STRUCTURED,
  origins: {
    named: {
      does: 'answer',
      headers: [['Content-Type', 'text/plain']],
      body: ['before ', spelt(steps), ' after'],
    },
  },
  expect: { is: 'scrubbed', keeps: ['before ', ' after'] },
}))

/** Places in an answer other than its body. */
const PLACES: Readonly<Record<string, (it: Content) => Omit<Answer, 'does'>>> = {
  header: (it) => ({ headers: [['X-Echo', it]] }),
  'header-long': (it) => ({
    headers: [['X-Echo', [{ fill: 'a', size: 3000 }, it, { fill: 'b', size: 3000 }]]],
  }),
  'set-cookie': (it) => ({
    headers: [
      ['Set-Cookie', ['session=', it, '; Path=/; HttpOnly']],
      ['Set-Cookie', 'other=1'],
    ],
  }),
  location: (it) => ({ status: 302, headers: [['Location', ['https://next.example/path?token=', it]]] }),
  'www-authenticate': (it) => ({ status: 401, headers: [['WWW-Authenticate', ['Bearer realm="', it, '"']]] }),
  reason: (it) => ({ status: 400, reason: ['Bad token ', it] }),
  trailer: (it) => ({ framing: 'chunked', trailers: [['X-Sum', it]], body: 'text' }),
}
const IN_HEADS: readonly (readonly Transform[])[] = [
  [], ['base64'], ['base64-after-1'], ['base64-after-2'], ['base64url'], ['hex'], ['HEX'], ['percent'], ['percent-all'],
  ['json-u'], ['html-some'], ['percent-all', 'percent'],
] // prettier-ignore

const heads = Object.entries(PLACES).flatMap(([place, answer]) =>
  IN_HEADS.filter(fitsLine).map((steps): Row => ({
    id: `back-${place}-${named(steps)}`,
    title: `The target gives the secret back in its ${place}, as ${named(steps)}`,
    // A client of commands and tools sees a part of the head only; the socket sees all.
    surfaces: place === 'reason' || place === 'trailer' ? ['reverse', 'absolute-form'] : STRUCTURED,
    credential: steps.some((step) => /percent/i.test(step)) ? 'punctuated' : 'bearer',
    origins: { named: { does: 'answer', ...answer(spelt(steps)) } },
    expect: { is: 'scrubbed' },
  })),
)

/** The same few places for secrets of every other shape and way of sending. */
const SHAPES = [
  'header',
  'basic',
  'query',
  'awkward',
  'punctuated',
  'long',
  'prefix',
  'big',
  'jwt',
  'hexadecimal',
] as const
const shapes = SHAPES.flatMap((credential) => [
  ...([[], ['base64-after-1'], ['hex'], ['json', 'base64'], ['percent-all']] as const).map(
    (steps: readonly Transform[]): Row => ({
      id: `back-shape-${credential}-${named(steps)}`,
      title: `The target gives back a secret of another shape (${credential}) in a body, as ${named(steps)}`,
      credential,
      origins: { named: { does: 'answer', body: ['<', spelt(steps), '>'] } },
      expect: { is: 'scrubbed' },
    }),
  ),
  {
    id: `back-shape-${credential}-whole-request`,
    title: `The target gives back the whole request it got, for a secret of another shape (${credential})`,
    credential,
    surfaces: WITH_COMMANDS.filter(
      (each) => credential === 'basic' || credential === 'query' || !each.startsWith('cli'),
    ),
    origins: { named: { does: 'echo' } },
    steps: [get('/echo?a=1')],
    expect: { is: 'scrubbed' },
  } satisfies Row,
])

const pairs = (
  [
    [],
    ['base64'],
    ['base64url'],
    ['base64-after-1'],
    ['base64-after-2'],
    ['base64', 'percent'],
    ['base64', 'json-u'],
    ['base64', 'hex'],
    ['percent-all'],
  ] as const
).flatMap((steps: readonly Transform[]) =>
  (['basic', 'awkward'] as const).map((credential): Row => ({
    id: `back-pair-${credential}-${named(steps)}`,
    title: `The target gives back user name and password as a pair (${credential}), as ${named(steps)}`,
    credential,
    origins: { named: { does: 'answer', body: ['pair: ', { of: '{{pair}}', through: steps }, ' end'] } },
    expect: { is: 'scrubbed' },
  })),
)

export const SPELLING_CASES: readonly AttackCase[] = attacks(4, {}, [
  ...bodies,
  ...heads,
  ...shapes,
  ...pairs,
])
