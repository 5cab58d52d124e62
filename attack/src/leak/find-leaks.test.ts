import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { TRANSFORMS, type Transform } from '../contract/content.ts'
import { makeSecrets } from '../laboratory/secrets.ts'
import { transform } from '../laboratory/transforms.ts'
import { LeakSearch } from './find-leaks.ts'

const secrets = makeSecrets()
const secret = (name: 'bearer' | 'awkward' | 'jwt' | 'hexadecimal'): string => secrets.get(name) ?? ''
const planted = (name: 'bearer' | 'awkward' | 'jwt' | 'hexadecimal', steps: readonly Transform[]): Buffer =>
  transform(Buffer.from(`before ${secret(name)} after`), steps)
const around = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from('{"some": "text", "and": "'), bytes, Buffer.from('"}\r\n')])
const CODINGS: readonly string[] = ['gzip', 'gzip-members', 'deflate', 'deflate-raw', 'br', 'zstd']
/** Their streams have no mark to know them by, so they are found only where they begin. */
const MARKLESS: readonly string[] = ['br', 'deflate-raw']

describe('the search for leaks', () => {
  describe.each(['bearer', 'awkward', 'jwt', 'hexadecimal'] as const)('of a secret of kind %s', (name) => {
    const search = new LeakSearch([{ name, secret: secret(name) }])
    it.each(TRANSFORMS)('finds it through %s', (step) => {
      const bytes = planted(name, [step])
      expect(search.find(bytes)).toHaveLength(1)
      if (!MARKLESS.includes(step)) expect(search.find(around(bytes))).toHaveLength(1)
    })
    it.each(TRANSFORMS.filter((step) => !CODINGS.includes(step)))(
      'finds %s within base64, gzip and JSON',
      (step) => {
        expect(search.find(planted(name, [step, 'base64']))).toHaveLength(1)
        expect(search.find(around(planted(name, [step, 'gzip'])))).toHaveLength(1)
        expect(search.find(around(planted(name, [step, 'json'])))).toHaveLength(1)
      },
    )
  })

  const search = new LeakSearch([{ name: 'it', secret: secret('bearer') }])

  it('finds twelve bytes in a row from any place, and not eleven', () => {
    for (let from = 0; from + 12 <= 40; from += 1) {
      expect(search.find(Buffer.from(`<${secret('bearer').slice(from, from + 12)}>`))).toHaveLength(1)
      expect(search.find(Buffer.from(`<${secret('bearer').slice(from, from + 11)}>`))).toHaveLength(0)
    }
  })

  it('finds it backwards and in another case', () => {
    expect(search.find(Buffer.from(Array.from(secret('bearer')).reverse().join('')))).toHaveLength(1)
    expect(search.find(Buffer.from(secret('bearer').toUpperCase()))).toHaveLength(1)
  })

  it('finds it in a compressed stream that is cut off, or has rubbish behind', () => {
    const stream = transform(Buffer.concat([planted('bearer', []), randomBytes(500)]), ['gzip'])
    expect(search.find(stream.subarray(0, 300))).toHaveLength(1)
    expect(search.find(Buffer.concat([randomBytes(33), stream, Buffer.from('rubbish')]))).toHaveLength(1)
  })

  it('can be told to look at streams only where a body begins', () => {
    const atStart = new LeakSearch([{ name: 'it', secret: secret('bearer') }], { streams: 'at-start' })
    const stream = transform(planted('bearer', []), ['gzip'])
    const answer = (head: string, ...body: readonly (string | Buffer)[]): Buffer =>
      Buffer.concat([Buffer.from(head), ...body.map((part) => Buffer.from(part))])
    const plain = 'HTTP/1.1 200 OK\r\n\r\n'
    expect(atStart.find(stream)).toHaveLength(1)
    expect(atStart.find(transform(stream, ['base64']))).toHaveLength(1)
    expect(atStart.find(answer(plain, stream))).toHaveLength(1)
    expect(atStart.find(answer(`HTTP/1.1 103 Early Hints\r\n\r\n${plain}`, stream))).toHaveLength(1)
    expect(atStart.find(answer(plain, '28;x=y\r\n', stream))).toHaveLength(1)
    for (const before of ['x', '\r\n\r\n', 'text\r\n']) {
      expect(atStart.find(answer(plain, before, stream))).toHaveLength(0)
      expect(search.find(answer(plain, before, stream))).toHaveLength(1)
    }
    expect(atStart.find(around(planted('bearer', [])))).toHaveLength(1)
  })

  it('finds the Basic pair', () => {
    const pair = Buffer.from(`robot:${secret('bearer')}`).toString('base64')
    expect(search.find(Buffer.from(`Authorization: Basic ${pair}`))).toHaveLength(1)
  })

  it('finds nothing in what holds none', () => {
    for (let i = 0; i < 20; i += 1) {
      const noise = randomBytes(3000)
      const text = transform(noise, ['base64'])
      expect(search.find(noise)).toHaveLength(0)
      expect(search.find(text)).toHaveLength(0)
      expect(search.find(transform(text, ['gzip', 'hex']))).toHaveLength(0)
    }
    expect(
      search.find(Buffer.from(JSON.stringify({ authorization: 'Bearer [vultrino:bearer]' }))),
    ).toHaveLength(0)
  })

  it('names every secret that is there, once', () => {
    const both = new LeakSearch([...secrets].map(([name, value]) => ({ name, secret: value })))
    const bytes = Buffer.from(
      `${secret('jwt')} ${Buffer.from(secret('bearer')).toString('hex')} ${secret('jwt')}`,
    )
    expect(
      both
        .find(bytes)
        .map((leak) => leak.secret)
        .sort(),
    ).toEqual(['bearer', 'jwt'])
  })
})
