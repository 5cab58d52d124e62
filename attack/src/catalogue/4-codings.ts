import type { AttackCase } from '../contract/attack-case.ts'
import type { Answer, Field } from '../contract/behaviour.ts'
import type { Content, Transform } from '../contract/content.ts'
import { attacks, get, STRUCTURED, WITH_COMMANDS, type Row } from './make.ts'

/** What the body really is, and what it is said to be. */
interface Coded {
  readonly id: string
  readonly through: readonly Transform[]
  readonly declared: string | null
}
const HONEST: readonly Coded[] = [
  { id: 'gzip', through: ['gzip'], declared: 'gzip' },
  { id: 'x-gzip', through: ['gzip'], declared: 'x-gzip' },
  { id: 'gzip-odd-case', through: ['gzip'], declared: 'GZip' },
  { id: 'gzip-members', through: ['gzip-members'], declared: 'gzip' },
  { id: 'deflate', through: ['deflate'], declared: 'deflate' },
  { id: 'deflate-raw', through: ['deflate-raw'], declared: 'deflate' },
  { id: 'br', through: ['br'], declared: 'br' },
  { id: 'zstd', through: ['zstd'], declared: 'zstd' },
  { id: 'gzip-br', through: ['gzip', 'br'], declared: 'gzip, br' },
  { id: 'br-gzip', through: ['br', 'gzip'], declared: 'br, gzip' },
  { id: 'gzip-gzip', through: ['gzip', 'gzip'], declared: 'gzip, gzip' },
  { id: 'zstd-deflate', through: ['zstd', 'deflate'], declared: 'zstd, deflate' },
  { id: 'three-deep', through: ['gzip', 'deflate', 'br'], declared: 'gzip, deflate, br' },
  { id: 'identity-said', through: [], declared: 'identity' },
]
const DISHONEST: readonly Coded[] = [
  { id: 'gzip-unsaid', through: ['gzip'], declared: null },
  { id: 'deflate-unsaid', through: ['deflate'], declared: null },
  { id: 'zstd-unsaid', through: ['zstd'], declared: null },
  { id: 'gzip-said-br', through: ['gzip'], declared: 'br' },
  { id: 'br-said-gzip', through: ['br'], declared: 'gzip' },
  { id: 'plain-said-gzip', through: [], declared: 'gzip' },
  { id: 'plain-said-br', through: [], declared: 'br' },
  { id: 'plain-said-deflate', through: [], declared: 'deflate' },
  { id: 'plain-said-zstd', through: [], declared: 'zstd' },
  { id: 'gzip-twice-said-once', through: ['gzip', 'gzip'], declared: 'gzip' },
  { id: 'gzip-once-said-twice', through: ['gzip'], declared: 'gzip, gzip' },
  { id: 'gzip-said-identity', through: ['gzip'], declared: 'identity' },
  { id: 'unknown-coding', through: ['gzip'], declared: 'compress' },
  { id: 'made-up-coding', through: [], declared: 'x-secret' },
  { id: 'many-codings', through: ['gzip'], declared: 'gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip' },
  { id: 'empty-coding', through: [], declared: '' },
]
const SPELT: Readonly<Record<string, Content>> = {
  raw: '{{secret}}',
  base64: { of: '{{secret}}', through: ['base64-after-1'] },
  json: { of: '{{secret}}', through: ['json-u'] },
}
const fields = (declared: string | null): Field[] =>
  declared === null ? [] : [['Content-Encoding', declared]]

const coded = (list: readonly Coded[], spellings: readonly string[], honest: boolean): Row[] =>
  list.flatMap(({ id, through, declared }) =>
    spellings.map((spelling) => ({
      id: `back-coded-${id}-${spelling}`,
      title: `The secret stands, as ${spelling}, in a body of coding ${id}`,
      surfaces: spelling === 'raw' && ['gzip', 'br', 'zstd'].includes(id) ? WITH_COMMANDS : STRUCTURED,
      origins: {
        named: {
          does: 'answer',
          headers: [['Content-Type', 'application/json'], ...fields(declared)],
          body: {
            of: ['{"token":"', SPELT[spelling] ?? '', '","more":"', { fill: 'abc ', size: 400 }, '"}'],
            through,
          },
        } satisfies Answer,
      },
      steps: [get('/coded', { headers: [['Accept-Encoding', 'gzip, deflate, br, zstd']] })],
      expect: { is: honest ? 'scrubbed' : 'contained' },
    })),
  )

/** Every way to cut an answer, of which the secret is 40 bytes. */
const PIECES = [1, 2, 3, 5, 7, 11, 13, 16, 19, 20, 21, 39, 40, 41, 64]
const split = PIECES.flatMap((piece): Row[] => [
  {
    id: `back-split-${String(piece)}`,
    title: `The body comes in chunks of ${String(piece)} bytes`,
    origins: { named: { does: 'answer', framing: 'chunked', piece, body: ['some text before ', '{{secret}}', ' and after'] } },
    expect: { is: 'scrubbed', keeps: piece > 5 ? ['some', 'after'] : [] },
  },
  {
    id: `back-split-gzip-${String(piece)}`,
    title: `The body comes compressed in chunks of ${String(piece)} bytes`,
    origins: {
      named: {
        does: 'answer', framing: 'chunked', piece, headers: [['Content-Encoding', 'gzip']],
        body: { of: ['some text before ', { of: '{{secret}}', through: ['base64-after-2'] }, ' and after'], through: ['gzip'] },
      },
    },
    expect: { is: 'scrubbed' },
  },
]) // prettier-ignore

const TYPES = [
  null, 'text/html', 'application/json', 'application/octet-stream', 'image/png', 'application/pdf', 'video/mp4', 'application/zip',
  'multipart/form-data; boundary=x', 'application/grpc', 'text/event-stream', 'nonsense', 'text/plain; charset=utf-16', 'application/x-protobuf',
] // prettier-ignore
const types = TYPES.map((type, at): Row => ({
  id: `back-type-${type === null ? 'none' : type.replace(/[^a-z0-9]+/g, '-')}`,
  title: `The secret stands in a body of type ${type ?? '(none)'}`,
  origins: {
    named: {
      does: 'answer',
      headers: type === null ? [] : [['Content-Type', type]],
      body: [{ random: 200, seed: at + 1 }, '{{secret}}', { random: 200, seed: at + 50 }],
    },
  },
  expect: { is: 'scrubbed' },
}))

const MEGABYTE = 1024 * 1024
const text = (size: number, seed: number): Content => ({
  random: size,
  seed,
  alphabet: 'abcdefghij klmnop\n',
})
const sizes = ([['start', 0], ['middle', 2], ['end', 3]] as const).flatMap(([where, before]): Row[] => [
  {
    id: `back-large-${where}`,
    title: `The secret stands at the ${where} of three megabytes`,
    surfaces: ['reverse', 'json-api', 'absolute-form', 'connect'],
    origins: { named: { does: 'answer', body: [text(before * MEGABYTE, 1), '{{secret}}', text((3 - before) * MEGABYTE, 2)] } },
    expect: { is: 'scrubbed' },
  },
  {
    id: `back-large-chunked-${where}`,
    title: `The secret stands at the ${where} of three megabytes in chunks`,
    surfaces: ['reverse', 'absolute-form', 'connect'],
    origins: { named: { does: 'answer', framing: 'chunked', piece: 65_521, body: [text(before * MEGABYTE, 3), { of: '{{secret}}', through: ['hex'] }, text((3 - before) * MEGABYTE, 4)] } },
    expect: { is: 'scrubbed' },
  },
]) // prettier-ignore

export const CODING_CASES: readonly AttackCase[] = attacks(4, {}, [
  ...coded(HONEST, ['raw', 'base64', 'json'], true),
  ...coded(DISHONEST, ['raw', 'base64'], false),
  ...split,
  ...types,
  ...sizes,
])
