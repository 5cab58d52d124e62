import { z } from 'zod'
import type { JsonValue } from '../../../domain/credential.ts'
import { ERRORS } from '../../../domain/errors.ts'
import type { Route } from '../route.ts'
import * as audit from '../schemas/audit-schemas.ts'
import * as credential from '../schemas/credential-schemas.ts'
import * as execution from '../schemas/execute-schemas.ts'
import * as identity from '../schemas/identity-schemas.ts'
import * as key from '../schemas/key-schemas.ts'
import * as role from '../schemas/role-schemas.ts'

type JsonObject = Readonly<Record<string, JsonValue>>

/** Under which names schemas stand in the document. */
const NAMES: Readonly<Record<string, z.ZodType>> = {
  Credential: credential.credential,
  CredentialList: credential.credentialList,
  NewCredential: credential.newCredential,
  CredentialAdded: credential.addedCredential,
  CredentialChanges: credential.credentialChanges,
  Bound: credential.bound,
  Unbound: credential.unbound,
  Role: role.role,
  RoleList: role.roleList,
  NewRole: role.newRole,
  RoleChanges: role.roleChanges,
  RoleDeleted: role.deletedRole,
  Key: key.key,
  KeyList: key.keyList,
  NewKey: key.newKey,
  KeyCreated: key.createdKey,
  KeyRevoked: key.revokedKey,
  Execution: execution.execution,
  ExecutionNested: execution.nested,
  ExecutionFlat: execution.flat,
  Answer: execution.answer,
  AuditRecord: audit.record,
  AuditPage: audit.page,
  AuditStats: audit.stats,
  AuditVerdict: audit.verdict,
  AuditText: audit.text,
  Identity: identity.identity,
  Success: identity.success,
}

const ERROR: JsonObject = {
  type: 'object',
  properties: {
    error: { type: 'string', enum: Object.keys(ERRORS), description: 'One of a closed set of codes' },
    message: { type: 'string', description: 'For people' },
    details: {
      type: 'object',
      description: 'What the message is about; `hint` says what would make the request work',
      additionalProperties: {
        anyOf: [
          { type: 'string' },
          { type: 'number' },
          { type: 'boolean' },
          { type: 'array', items: { type: 'string' } },
        ],
      },
    },
  },
  required: ['error', 'message', 'details'],
  additionalProperties: false,
}

/** The schemas of all bodies as JSON Schema (draft 2020-12), each once. */
export function componentSchemas(routes: readonly Route[]): {
  readonly json: JsonObject
  readonly nameOf: (schema: z.ZodType) => string
} {
  const names = new Map(Object.entries(NAMES).map(([name, schema]) => [schema, name]))
  const nameOf = (schema: z.ZodType): string => {
    const name = names.get(schema)
    if (name === undefined) throw new TypeError('a schema of the API has no name')
    return name
  }
  for (const { body, answer } of routes) [body, answer].forEach((schema) => schema && nameOf(schema))
  const registry = z.registry<{ id: string }>()
  for (const [schema, id] of names) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    target: 'draft-2020-12',
    io: 'input',
  })
  const json = Object.entries(schemas).map(([name, schema]) => {
    // Dialect and place are the document's.
    const fields = Object.entries(schema).filter(([field]) => field !== '$schema' && field !== '$id')
    return [name, Object.fromEntries(fields)] as const
  })
  return { json: { ...(Object.fromEntries(json) as unknown as JsonObject), Error: ERROR }, nameOf }
}
