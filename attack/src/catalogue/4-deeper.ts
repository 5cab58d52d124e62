import type { AttackCase } from '../contract/attack-case.ts'
import type { Content, ContentParts, Transform } from '../contract/content.ts'
import { attacks, STRUCTURED, twins, type Row } from './make.ts'

/** Spellings that take a second look: one coding inside another, and those of mail and of older languages. */
const SPELLINGS: readonly (readonly Transform[])[] = [
  ['base64', 'base64'], ['base64-after-1', 'base64'], ['base64-after-2', 'base64-after-1'], ['base64url', 'base64'], ['base64', 'base64url'],
  ['base64-after-2', 'base64-lines'], ['base64', 'base64-lines'], ['base32'], ['octal'], ['octal', 'json'], ['quoted-all'], ['quoted-printable'],
  ['quoted-all', 'json-u'], ['js-braces'], ['base64', 'octal'], ['base64', 'quoted-all'], ['percent', 'base64', 'base64'],
] // prettier-ignore

const named = (steps: readonly Transform[]): string => steps.join('-in-')
const fitsLine = (steps: readonly Transform[]): boolean =>
  !steps.some((step) => step === 'base64-lines' || step === 'quoted-printable')

const body = (parts: ContentParts, piece?: number): NonNullable<Row['origins']> => ({
  named: {
    does: 'answer',
    headers: [['Content-Type', 'text/plain']],
    body: parts,
    ...(piece === undefined ? {} : { framing: 'chunked', piece }),
  },
})

const each = SPELLINGS.flatMap((steps): Row[] => {
  const secret: Content = { of: '{{secret}}', through: steps }
  const credential = steps.some((step) => /json|percent/.test(step)) ? 'awkward' : 'bearer'
  return [
    {
      id: `back-deeper-body-${named(steps)}`,
      title: `The target gives the secret back in a body, as ${named(steps)}`,
      credential,
      origins: body(['before ', secret, ' after']),
      expect: { is: 'scrubbed', keeps: ['before ', ' after'] },
    },
    {
      id: `back-deeper-split-${named(steps)}`,
      title: `The same in chunks of seven bytes, as ${named(steps)}`,
      credential,
      origins: body(['before ', secret, ' after'], 7),
      expect: { is: 'scrubbed', keeps: ['before ', ' after'] },
    },
    {
      id: `back-deeper-pair-${named(steps)}`,
      title: `The target gives user name and password back as a pair, as ${named(steps)}`,
      credential: 'basic',
      origins: body(['pair: ', { of: '{{pair}}', through: steps }, ' end']),
      expect: { is: 'scrubbed', keeps: ['pair: ', ' end'] },
    },
  ]
})

const heads = SPELLINGS.filter(fitsLine).map((steps): Row => ({
  id: `back-deeper-header-${named(steps)}`,
  title: `The target gives the secret back in a header, as ${named(steps)}`,
  origins: {
    named: { does: 'answer', headers: [['X-Echo', { of: '{{secret}}', through: steps }]], body: 'text' },
  },
  expect: { is: 'scrubbed' },
}))

/** What holds base64 of base64 in real life. */
const FILE: ContentParts = [
  '{"auths":{"registry.example":{"username":"user","auth":"', { of: 'user:{{secret}}', through: ['base64'] }, '"}}}',
] // prettier-ignore
const files: Row[] = [
  {
    id: 'back-deeper-docker-config',
    title: 'The secret stands in the .dockerconfigjson of a Kubernetes secret',
    surfaces: STRUCTURED,
    origins: body(['{"kind":"Secret","data":{".dockerconfigjson":"', { of: FILE, through: ['base64'] }, '"}}']),
    expect: { is: 'scrubbed', keeps: ['{"kind":"Secret","data":{".dockerconfigjson":"', '"}}'] },
  },
  {
    id: 'back-deeper-file-contents',
    title: 'The secret stands, as base64, in a file that comes as base64 in lines',
    origins: body([
      '{"content":"',
      { of: ['data:\n  token: ', { of: '{{secret}}', through: ['base64'] }, '\n'], through: ['base64-lines', 'json'] },
      '"}',
    ]),
    expect: { is: 'scrubbed', keeps: ['{"content":"', '"}'] },
  },
] // prettier-ignore

const BENIGN: Readonly<Record<string, Content>> = {
  query: 'a=41&b=42&c=5F5F&token=%3D41&=&==&d=\r\ne=\n',
  backslashes: 'C:\\101\\temp\\222 \\0 \\18 \\400 \\u{ \\u{} \\u{110000} \\x{zz} \\',
  'quoted-printable': 'Hello =C3=A9t=C3=A9=\r\n and more=20\r\n=',
  'base64-of-base64': { of: { random: 3000, seed: 21 }, through: ['base64-lines', 'base64-lines'] },
  base32: { of: { random: 3000, seed: 22 }, through: ['base32'] },
  octal: { of: { random: 3000, seed: 23 }, through: ['octal'] },
  signs: { random: 60_000, seed: 24, alphabet: '=\\0123456789ABCDEF\r\n{}ux' },
  'binary-with-signs': [{ random: 20_000, seed: 25 }, { fill: '=\\\r\n', size: 5000 }, { random: 20_000, seed: 26 }],
} // prettier-ignore
const benign = Object.entries(BENIGN).flatMap(([name, content]): Row[] =>
  [undefined, 11].map((piece) => ({
    id: `fine-deeper-${name}${piece === undefined ? '' : '-split'}`,
    title: `Bytes that look like a spelling come down unchanged (${name})`,
    origins: body([content], piece),
    surfaces: piece === undefined ? STRUCTURED : ['reverse', 'connect'],
    expect: { is: 'untouched', same: ['status', 'body'] },
  })),
)

export const DEEPER_CASES: readonly AttackCase[] = [
  ...attacks(4, {}, [...each, ...heads, ...files]),
  ...twins(4, {}, benign),
]
