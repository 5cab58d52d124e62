import { describe, expect, test } from 'vitest'
import { asFailure } from '../adapters/upstream/failures.ts'
import { VultrinoError } from './errors.ts'

describe('a place on this machine', () => {
  const path = '/home/owner/vault/credentials.enc'
  test.each([
    ['vault_missing', { path }],
    ['storage_error', { reason: `cannot read ${path}`, path, hint: `ls ${path}` }],
  ] as const)('is for the terminal and the log, not for callers over the network: %s', (code, details) => {
    const error = new VultrinoError(code, details)
    expect(JSON.stringify(error.toBody())).toContain(path)
    const { message, details: shown } = error.toPublicBody()
    expect(JSON.stringify([message, shown])).not.toMatch(/home|\(path\)/)
    expect(shown['hint']).toMatch(/vultrino/)
  })

  test('what names none is the same for both', () => {
    const error = new VultrinoError('not_found', { alias: 'a' })
    expect(error.toPublicBody()).toEqual(error.toBody())
  })
})

describe('a timeout names what ran out, and the key that holds it', () => {
  const NAMED: readonly [string, string][] = [
    ['UND_ERR_CONNECT_TIMEOUT', '[upstream] connect_timeout'],
    ['ETIMEDOUT', '[upstream] connect_timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', '[server] timeout'],
    ['UND_ERR_BODY_TIMEOUT', '[upstream] idle_timeout'],
  ]
  test.each(NAMED)('%s', (code, key) => {
    const error = asFailure(Object.assign(new Error(), { code }))
    expect(error.code).toBe('upstream_timeout')
    expect(error.message).toMatch(/^The target server did not answer in time: \w/)
    expect(error.hint).toContain(key)
  })

  test('an upload that stands still', () => {
    const error = new VultrinoError('upstream_timeout', { reason: 'the request body stood still' })
    expect(error.hint).toContain('[upstream] idle_timeout')
  })
})

test.each([
  ['conflict', { alias: '-x' }, 'Change it with `vultrino update -- -x`'],
  [
    'unbound_credential',
    { alias: '--force', origin: 'https://a.example' },
    'vultrino bind -- --force https://a.example',
  ],
  [
    'unbound_credential',
    { alias: 'plain', origin: 'https://a.example' },
    'vultrino bind plain https://a.example',
  ],
] as const)('an advised command works as it is written: %s %j', (code, details, command) => {
  expect(new VultrinoError(code, details).hint).toContain(command)
})
