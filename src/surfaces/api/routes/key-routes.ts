import type { z } from 'zod'
import { checkExpiry, parseExpiry } from '../../../domain/expiry.ts'
import { VultrinoError } from '../../../domain/errors.ts'
import { keyJson } from '../../json/key-json.ts'
import { managed, managedBody } from '../managed.ts'
import type { Route } from '../route.ts'
import * as schema from '../schemas/key-schemas.ts'

const tag = 'Keys'
const needs = 'All five permissions, and no scopes.'
const ALL = '/v1/keys'
const ONE = '/v1/keys/{key}'

export const KEY_ROUTES: readonly Route[] = [
  managed({
    method: 'GET',
    path: ALL,
    operationId: 'listKeys',
    summary: 'List the API keys by their prefix, never the keys themselves',
    tag,
    needs,
    status: 200,
    answer: schema.keyList,
    errors: ['forbidden'],
    act: async ({ control }) => {
      const keys = await control.listKeys()
      return { value: { keys: keys.map(keyJson) } }
    },
  }),
  managedBody(schema.newKey, {
    method: 'POST',
    path: ALL,
    operationId: 'createKey',
    summary: 'Create an API key; the answer holds it, this once',
    tag,
    needs,
    status: 201,
    answer: schema.createdKey,
    errors: ['forbidden', 'not_found', 'conflict', 'idempotency_mismatch', 'vault_busy'],
    idempotent: true,
    act: async ({ control, body, creation }) => {
      const wanted = { name: body.name, role: roleOf(body), expiresAt: expiryOf(body) }
      const { key, token } = await control.createKey(wanted, creation)
      return {
        // The one answer that holds a key: whoever asked for it must get it.
        value: { ...keyJson(key), key: token?.reveal() ?? null },
        headers: ['Location', `${ALL}/${encodeURIComponent(key.id)}`],
      }
    },
  }),
  managed({
    method: 'GET',
    path: ONE,
    operationId: 'getKey',
    summary: 'One API key, by id, name or prefix',
    tag,
    needs,
    status: 200,
    answer: schema.key,
    errors: ['forbidden', 'not_found', 'conflict'],
    act: async ({ control, name }) => ({ value: keyJson(await control.getKey(name)) }),
  }),
  managed({
    method: 'DELETE',
    path: ONE,
    operationId: 'revokeKey',
    summary: 'Revoke an API key, by id, name or prefix',
    tag,
    needs,
    status: 200,
    answer: schema.revokedKey,
    errors: ['forbidden', 'not_found', 'conflict', 'vault_busy'],
    act: async ({ control, name }) => ({
      value: { success: true, key: keyJson(await control.revokeKey(name)) },
    }),
  }),
]

type Sent = z.infer<typeof schema.newKey>

const refuse = (reason: string): never => {
  throw new VultrinoError('invalid_request', { reason })
}

function roleOf({ role_id: id, role: name }: Sent): string {
  if (id !== undefined && name !== undefined) refuse('the role is given as role_id or as role, not both')
  return id ?? name ?? refuse('role_id is missing')
}

function expiryOf({ expires_at: at, expires: text }: Sent): number | null {
  if (at !== undefined && text !== undefined)
    refuse('the expiry is given as expires_at or as expires, not both')
  if (text !== undefined) return parseExpiry(text, Date.now())
  return at === undefined || at === null ? null : checkExpiry(Date.parse(at), Date.now())
}
