import { expect, it } from 'vitest'
import type { Credential, CredentialInfo } from '../domain/credential.ts'
import { Secret } from '../domain/secret.ts'
import { credentialKind } from './credential-kind.ts'

const CREDENTIAL: Credential = {
  id: 'an id',
  alias: 'github',
  type: 'basic_auth',
  description: 'words',
  metadata: { team: 'a' },
  binding: [{ scheme: 'https', host: 'api.github.com', port: 443, addresses: [] }],
  createdAt: '2024-01-15T10:30:00.000Z',
  updatedAt: '2024-01-15T10:30:00.000Z',
  weak: false,
  data: { username: 'me', password: new Secret('hunter22') },
}

it('divides a credential and puts it together again, secrets as secrets', () => {
  const { info, payload } = credentialKind.split(CREDENTIAL)
  expect(info).not.toHaveProperty('data')
  expect(JSON.stringify(info)).not.toContain('hunter22')
  const joined = credentialKind.join(info, payload)
  expect(joined).toEqual(CREDENTIAL)
  expect(Object.keys(joined?.data ?? {})).toEqual(['username', 'password'])
  expect(joined?.data['username']).toBe('me')
  expect(joined?.data['password']).toBeInstanceOf(Secret)
  expect((joined?.data['password'] as Secret).reveal()).toBe('hunter22')
})

it.each<[string, Partial<CredentialInfo>]>([
  ['another type', { type: 'api_key' }],
  ['another host', { binding: [{ scheme: 'https', host: 'evil.example', port: 443, addresses: [] }] }],
  ['another scheme', { binding: [{ scheme: 'http', host: 'api.github.com', port: 443, addresses: [] }] }],
  [
    'a wider network',
    { binding: [{ scheme: 'https', host: 'api.github.com', port: 443, addresses: ['10.0.0.0/8'] }] },
  ],
  ['no binding', { binding: [] }],
])('does not join what is sealed with an index that says %s', (_, claim) => {
  const { info, payload } = credentialKind.split(CREDENTIAL)
  expect(credentialKind.join({ ...info, ...claim }, payload)).toBeUndefined()
})
