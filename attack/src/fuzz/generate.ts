import fc from 'fast-check'
import type { AttackCase, Step } from '../contract/attack-case.ts'
import type { Behaviour } from '../contract/behaviour.ts'
import type { Content } from '../contract/content.ts'
import type { CredentialName } from '../contract/laboratory.ts'
import { mutate, MUTATIONS, type Mutation } from './mutate.ts'
import { DECLARED, METHODS, PIECES, REQUEST_FIELDS, SPELLINGS, spelt, STATUSES } from './words.ts'

const made = (family: AttackCase['family'], title: string, more: Partial<AttackCase>): AttackCase => ({
  id: 'fuzz',
  family,
  kind: 'attack',
  title,
  surfaces: ['reverse'],
  needs: [],
  credential: 'bearer',
  origins: {},
  steps: [{ do: 'send', url: '{{origin:named}}/x' }],
  expect: { is: 'contained' },
  limit: 9000,
  ...more,
})

const credential = fc.constantFrom<CredentialName>(
  'bearer', 'header', 'basic', 'query', 'punctuated', 'long', 'prefix', 'big', 'jwt', 'hexadecimal',
) // prettier-ignore
const noise: fc.Arbitrary<Content> = fc.oneof(
  fc.constantFrom(...PIECES),
  fc.string({ maxLength: 20 }).map((text) => text.replaceAll('{{', '')),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ hex: Buffer.from(bytes).toString('hex') })),
  fc
    .tuple(fc.constantFrom(100, 4090, 16_380, 65_530), fc.nat(60))
    .map(([size, more]) => ({ random: size + more, seed: size, alphabet: 'ab c{}":\n' })),
)
const secret: fc.Arbitrary<Content> = fc.constantFrom(...SPELLINGS).map((steps) => spelt('{{secret}}', steps))

/** A well-formed answer with the secret at some places of it, coded and cut somehow. */
const answered = fc
  .record({
    credential,
    parts: fc.array(fc.oneof(noise, secret), { minLength: 1, maxLength: 6 }),
    coding: fc.option(fc.constantFrom(...DECLARED), { nil: null, freq: 2 }),
    piece: fc.option(fc.integer({ min: 1, max: 90 }), { nil: null }),
    status: fc.constantFrom(200, 200, 200, ...STATUSES),
    type: fc.constantFrom('text/plain', 'application/json', 'text/event-stream', 'image/png', 'text/html; charset=utf-16', ''),
    framing: fc.constantFrom('length', 'chunked', 'close'),
  })
  .map(({ credential, parts, coding, piece, status, type, framing }) => {
    const body: Content = coding === null ? parts : { of: parts, through: coding[1] }
    const answer: Behaviour = {
      does: 'answer', status, framing, body,
      headers: [['Content-Type', type], ...(coding === null ? [] : [['Content-Encoding', coding[0]] as const])],
      ...(piece === null ? {} : { piece }),
    }
    return made(4, 'The target gives the secret back in an answer made by chance', { credential, origins: { named: answer } })
  }) // prettier-ignore

const HEADS = [
  'HTTP/1.1 200 OK\r\n', 'HTTP/1.0 200 OK\r\n', 'HTTP/1.1 204 No\r\n', 'HTTP/1.1 304 No\r\n', 'HTTP/1.1 101 Up\r\n', 'HTTP/1.1 103 Hints\r\n', 'HTTP/1.1 200\r\n', 'HTTP/1.1 302 {{secret}}\r\n', 'Content-Length: 40\r\n', 'Content-Length: 3\r\n', 'Transfer-Encoding: chunked\r\n', 'Connection: close\r\n', 'Content-Encoding: gzip\r\n', 'X-A: {{secret}}\r\n', '{{secret}}: x\r\n', 'Trailer: X-A\r\n', 'Upgrade: websocket\r\n', '\r\n', '28\r\n{{secret}}\r\n', '5\r\nhello\r\n', '0\r\n', '0\r\n\r\n', '{{secret}}', 'ok', '28;x={{secret}}\r\n',
] // prettier-ignore
/** Bytes that are an answer, or nearly. */
const raw = fc
  .record({
    parts: fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...HEADS) }, { weight: 1, arbitrary: noise }), { maxLength: 12 }),
    piece: fc.option(fc.integer({ min: 1, max: 90 }), { nil: null }),
    after: fc.constantFrom('end', 'end', 'reset'),
  })
  .map(({ parts, piece, after }) =>
    made(5, 'The target answers with bytes made by chance', {
      origins: { named: { does: 'raw', writes: [{ bytes: ['HTTP/1.1 200 OK\r\n', ...parts], ...(piece === null ? {} : { piece }) }], then: after } },
    }),
  ) // prettier-ignore

const URLS = [
  '{{origin:named}}', '{{origin:other}}', '{{host:named}}', '{{host:other}}', 'http://', 'https://', 'HTTP://', 'http:', '//', '/', '\\', '@', 'user:pass@', ':', '?', '#', '.', '..', '%2e', '%2f', '%5c', ';', '&', '=', 'admin', 'ADMIN', '%61dmin', 'danger=yes', 'danger', '%64anger=yes', 'x', 'localhost', '127.0.0.1', '[::1]', '0x7f.1', '2130706433', '%00', '%0d%0a', '\t', '%25', '\u3002', '\uff0f', "'", '"', '[', ']', '|', '^', '{', '}',
] // prettier-ignore
/** A URL of pieces that parsers disagree about; the target is policed. */
const urls = fc
  .record({
    surface: fc.constantFrom('reverse', 'json-api'),
    parts: fc.array(fc.constantFrom(...URLS), { maxLength: 9 }),
    start: fc.constantFrom('{{origin:named}}/', '{{origin:named}}/', '{{origin:named}}', ''),
    credential: fc.constantFrom<CredentialName>('policed', 'policed', 'bearer', 'query', 'basic'),
    method: fc.constantFrom('GET', 'GET', ...METHODS),
    headers: fc.array(fc.constantFrom(...REQUEST_FIELDS), { maxLength: 2 }),
  })
  .map(({ surface, parts, start, credential, method, headers }) =>
    made(1, 'A request for a URL made by chance', {
      surfaces: [surface], credential,
      origins: { named: { does: 'echo' }, other: { does: 'echo' } },
      steps: [{ do: 'send', url: start + parts.join(''), method, headers }],
      expect: { is: 'obeyed' },
    }),
  ) // prettier-ignore

const LINES = [
  'GET {{target}} HTTP/1.1\r\n', 'POST {{target}} HTTP/1.1\r\n', 'GET {{target}} HTTP/1.0\r\n', 'HEAD {{target}} HTTP/1.1\r\n', '{{auth}}', '{{auth}}', '\r\n', 'Content-Length: 5\r\n', 'Content-Length: 0\r\n', 'Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: chunked, identity\r\n', 'Connection: close\r\n', 'Connection: Authorization\r\n', 'Expect: 100-continue\r\n', 'Upgrade: h2c\r\n', 'hello', '5\r\nhello\r\n', '0\r\n\r\n', '0\r\nHost: {{host:other}}\r\n\r\n', 'Host: {{host:other}}\r\n', 'X-A: b\r\n c\r\n', 'X-A : b\r\n', 'Authorization: Bearer mine\r\n', 'X-Vultrino-Credential: header\r\n', 'GET http://{{host:other}}/ HTTP/1.1\r\n',
] // prettier-ignore
/** Bytes that are a request, or several, or nearly. */
const wired = fc
  .record({
    parts: fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...LINES) }, { weight: 1, arbitrary: noise }), { maxLength: 14 }),
    piece: fc.option(fc.integer({ min: 1, max: 90 }), { nil: null }),
    method: fc.constantFrom('GET', 'POST'),
  })
  .map(({ parts, piece, method }) => {
    const step: Step = {
      do: 'wire', url: '{{origin:named}}/wire', then: 'end',
      bytes: [`${method} {{target}} HTTP/1.1\r\n{{auth}}`, ...parts],
      ...(piece === null ? {} : { piece }),
    }
    return made(5, 'The caller sends bytes made by chance', { origins: { named: { does: 'echo' }, other: { does: 'echo' } }, steps: [step] })
  }) // prettier-ignore

const SURFACES = ['reverse', 'json-api', 'mcp'] as const
const MOST_BYTES = 200_000

/** Recorded attacks that are worth changing: they go through the data plane of a running proxy, and are quick. */
export function seedsOf(catalogue: readonly AttackCase[]): AttackCase[] {
  return catalogue.filter(
    ({ expect, surfaces, steps, origins, id }) =>
      expect.is !== 'probe' &&
      expect.is !== 'no-trace' &&
      !id.startsWith('found-') &&
      surfaces.some((each) => (SURFACES as readonly string[]).includes(each)) &&
      steps.every((step) => (step.do === 'send' && step.background !== true) || step.do === 'wire') &&
      // What waits for time to run out would be all that is done.
      !/"(?:silence|stay|reset)"|"does":"stream"|"pause"/.test(JSON.stringify([origins, steps])) &&
      [...JSON.stringify([origins, steps]).matchAll(/"(?:size|random)":(\d+)/g)].every(
        ([, size]) => Number(size) < MOST_BYTES,
      ),
  )
}

/** Cases by chance: recorded ones with a few changes, and such as are made from nothing. */
export function anyCase(catalogue: readonly AttackCase[]): fc.Arbitrary<AttackCase> {
  const mutation: fc.Arbitrary<Mutation> = fc.record({
    kind: fc.constantFrom(...MUTATIONS),
    seed: fc.nat(0x7fffffff),
  })
  const mutated = fc
    .record({
      seed: fc.constantFrom(...seedsOf(catalogue)),
      mutations: fc.array(mutation, { minLength: 1, maxLength: 6 }),
      surface: fc.nat(1000),
    })
    .map(({ seed, mutations, surface }): AttackCase => {
      const sockets = seed.steps.some((step) => step.do === 'wire')
      const fit = SURFACES.filter((each) => seed.surfaces.includes(each) && (!sockets || each === 'reverse'))
      const chosen = fit[surface % fit.length] ?? 'reverse'
      return { ...mutate(seed, mutations), surfaces: [chosen] }
    })
  return fc
    .oneof(
      { weight: 6, arbitrary: mutated },
      { weight: 2, arbitrary: answered },
      { weight: 2, arbitrary: raw },
      { weight: 2, arbitrary: urls },
      { weight: 1, arbitrary: wired },
    )
    .map(inFewPieces)
}

/** Pieces that anybody is done with in time: more of them prove nothing but patience. */
const MOST_PIECES = 3000

function inFewPieces(attack: AttackCase): AttackCase {
  const text = JSON.stringify([attack.origins, attack.steps])
  if (!text.includes('"piece":')) return attack
  const sizes = [...text.matchAll(/"(?:size|random)":(\d+)/g)].map(([, size]) => Number(size))
  const least = Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / MOST_PIECES)
  const cut = (_: string, piece: string): string => `"piece":${String(Math.max(Number(piece), least))}`
  const [origins, steps] = JSON.parse(text.replace(/"piece":(\d+)/g, cut)) as [
    AttackCase['origins'],
    AttackCase['steps'],
  ]
  return { ...attack, origins, steps }
}
