import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Credential, CredentialData } from '../credential.ts'
import { Secret } from '../secret.ts'
import type { Injection, Metadata } from './credential-type.ts'
import { injectionFor, isWeak, parseTypeName, secretsOf, type CredentialTypeName } from './index.ts'
import { parseCredentialData, type RawData } from './parse-data.ts'

const parse = (type: CredentialTypeName, raw: RawData, metadata: Metadata = {}): CredentialData =>
  parseCredentialData(type, raw, metadata)

function inject(type: CredentialTypeName, raw: RawData, metadata: Metadata = {}): Injection {
  const data = parse(type, raw, metadata)
  const credential: Credential = {
    id: 'i',
    alias: 'a',
    type,
    description: null,
    metadata,
    binding: [],
    createdAt: '',
    updatedAt: '',
    weak: false,
    data,
  }
  return injectionFor(credential)
}

describe('api_key', () => {
  test.each<[Metadata, Injection]>([
    [{}, { in: 'header', name: 'Authorization', value: 'Bearer KEY' }],
    [{ header_name: 'X-API-Key' }, { in: 'header', name: 'X-API-Key', value: 'KEY' }],
    [{ header_prefix: 'Token' }, { in: 'header', name: 'Authorization', value: 'Token KEY' }],
    [{ header_prefix: 'Bearer ' }, { in: 'header', name: 'Authorization', value: 'Bearer KEY' }],
    [{ header_prefix: 'Token token=' }, { in: 'header', name: 'Authorization', value: 'Token token=KEY' }],
    [{ header_prefix: '' }, { in: 'header', name: 'Authorization', value: 'KEY' }],
    [
      { header_name: 'X-A', header_prefix: 'v1' },
      { in: 'header', name: 'X-A', value: 'v1 KEY' },
    ],
    [{ query_param: 'api_key' }, { in: 'query', name: 'api_key', value: 'KEY' }],
    [{ team: 'blue' }, { in: 'header', name: 'Authorization', value: 'Bearer KEY' }],
  ])('%j is sent as %j', (metadata, injection) => {
    expect(inject('api_key', { key: 'KEY' }, metadata)).toEqual(injection)
  })

  test.each<[string, Metadata]>([
    ['header_name is not a header name', { header_name: 'X API' }],
    ['header_name is not a header name', { header_name: 'X\r\nY' }],
    ['header_name is not a header name', { header_name: '' }],
    ...[
      'Host',
      'content-length',
      'Transfer-Encoding',
      'connection',
      'TE',
      'Proxy-Authorization',
      'X-Vultrino-Error',
    ].map((name): [string, Metadata] => ['is a field that the proxy itself sets', { header_name: name }]),
    ['header_name must be text', { header_name: 7 }],
    ['header_prefix must be printable', { header_prefix: 'a\nb' }],
    ['query_param must be', { query_param: '' }],
    ['query_param must be', { query_param: 'a b' }],
    ['not both', { query_param: 'k', header_name: 'X' }],
  ])('%s: %j', (message, metadata) => {
    expect(() => inject('api_key', { key: 'KEY' }, metadata)).toThrow(message)
  })

  test.each<[string, RawData]>([
    ['needs a key', {}],
    ['the key is empty', { key: '' }],
    ['must be printable ASCII on one line', { key: 'a\nb' }],
    ['must be printable ASCII on one line', { key: 'a\r\nX-Evil: 1' }],
    ['must be printable ASCII on one line', { key: ' a' }],
    ['must be printable ASCII on one line', { key: 'a ' }],
    ['must be printable ASCII on one line', { key: 'schlüssel' }],
    ['must be printable ASCII on one line', { key: 'a\0b' }],
    ['longer than', { key: 'a'.repeat(20_000) }],
    ['has no username', { key: 'a', username: 'u' }],
    ['has no __proto__', { key: 'a', ['__proto__']: 'u' }],
  ])('%s: %j', (message, raw) => {
    expect(() => parse('api_key', raw)).toThrow(message)
  })

  test('no refusal quotes the key', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, unit: 'binary' }), (noise) => {
        const key = `${noise}\nCANARY`
        let text = ''
        try {
          parse('api_key', { key })
        } catch (error) {
          text = `${String(error)}${JSON.stringify(error)}`
        }
        expect(text).not.toBe('')
        expect(text).not.toContain('CANARY')
      }),
    )
  })
})

describe('basic_auth', () => {
  // RFC 7617 §2 and §2.1.
  test.each([
    ['Aladdin', 'open sesame', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
    ['test', '123£', 'Basic dGVzdDoxMjPCow=='],
  ])('%s is sent in UTF-8', (username, password, value) => {
    expect(inject('basic_auth', { username, password })).toEqual({
      in: 'header',
      name: 'Authorization',
      value,
    })
  })

  test.each<[string, RawData]>([
    ['needs a username', { password: 'p' }],
    ['needs a password', { username: 'u' }],
    ['must not hold a colon', { username: 'a:b', password: 'p' }],
    ['must not hold line breaks', { username: 'a\nb', password: 'p' }],
    ['must not hold line breaks', { username: 'a', password: 'p\u0085' }],
    ['not well-formed', { username: 'a', password: '\ud800' }],
    ['has no key', { username: 'a', password: 'p', key: 'k' }],
  ])('%s: %j', (message, raw) => {
    expect(() => parse('basic_auth', raw)).toThrow(message)
  })

  test('a placement of keys has no meaning for it', () => {
    const raw = { username: 'u', password: 'p' }
    expect(() => parse('basic_auth', raw, { header_name: 'X' })).toThrow('has no meaning for basic_auth')
  })

  test('the password, the pair and what is sent must not come back', () => {
    const data = parse('basic_auth', { username: 'u', password: 'hunter22' })
    const secrets = secretsOf({ type: 'basic_auth', data }).map((secret) => secret.reveal())
    expect(secrets).toEqual(['hunter22', 'u:hunter22', 'dTpodW50ZXIyMg=='])
  })
})

test('secret fields are wrapped, the others are not', () => {
  const data = parse('basic_auth', { username: 'u', password: new Secret('hunter22') })
  expect(data['username']).toBe('u')
  expect(JSON.stringify(data)).toBe('{"username":"u","password":"[secret]"}')
})

test('weak is under eight bytes of UTF-8, whatever the characters', () => {
  const weak = (password: string): boolean =>
    isWeak('basic_auth', parse('basic_auth', { username: 'user', password }))
  expect(weak('1234567')).toBe(true)
  expect(weak('12345678')).toBe(false)
  expect(weak('££££')).toBe(false)
  expect(weak('£££')).toBe(true)
})

test('types that are not there are refused by name', () => {
  expect(parseTypeName('basic_auth')).toBe('basic_auth')
  expect(() => parseTypeName('oauth2')).toThrow('oauth2 are not built yet')
  expect(() => parseTypeName('toString')).toThrow('no such credential type')
})
