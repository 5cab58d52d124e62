import { z } from 'zod'
import type { JsonValue } from '../../../domain/credential.ts'
import type { Route } from '../route.ts'
import { componentSchemas } from './component-schemas.ts'
import { responsesOf } from './responses.ts'

type JsonObject = Readonly<Record<string, JsonValue>>

const INTRODUCTION = `Everything but proxying itself. A request to a target is made by POST /v1/execute, or by putting the target's \
absolute URL in the path (GET /https://api.example.com/user with an X-Vultrino-Credential header), which streams. Every path \
is served under /api/v1 as well. HEAD is served wherever GET is.`

const HEALTH: JsonObject = {
  get: {
    operationId: 'health',
    summary: 'Whether the server runs',
    tags: ['Health'],
    security: [],
    responses: {
      '200': {
        description: 'It does.',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: { status: { const: 'ok' }, version: { type: 'string' } },
              required: ['status', 'version'],
              additionalProperties: false,
            },
          },
        },
      },
    },
  },
}

const ITSELF: JsonObject = {
  get: {
    operationId: 'openApi',
    summary: 'This document',
    tags: ['Documentation'],
    security: [],
    responses: {
      '200': { description: 'Done.', content: { 'application/json': { schema: { type: 'object' } } } },
    },
  },
}

/** The OpenAPI 3.1 description of these operations, from the very schemas that check requests. */
export function openApiDocument(routes: readonly Route[], version: string): JsonObject {
  const schemas = componentSchemas(routes)
  const paths: Record<string, Record<string, JsonValue>> = {}
  for (const route of routes) {
    const path = (paths[route.path] ??= {})
    path[route.method.toLowerCase()] = operation(route, schemas.nameOf)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Vultrino',
      version,
      description: INTRODUCTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    // Relative: wherever the document was had from.
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [...new Set([...routes.map(({ tag }) => tag), 'Health', 'Documentation'])].map((name) => ({
      name,
    })),
    paths: { ...paths, '/health': HEALTH, '/openapi.json': ITSELF },
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An API key, vk_…. On this machine, while no key was ever made, the OS user who runs the server needs none.',
        },
      },
      schemas: schemas.json,
    },
  }
}

function operation(route: Route, nameOf: (schema: NonNullable<Route['body']>) => string): JsonObject {
  const { operationId, summary, needs, tag, body, idempotent, path, query, resumes } = route
  const open = /\{(\w+)\}/.exec(path)?.[1]
  const ref = (schema: NonNullable<Route['body']>): JsonObject => ({
    $ref: `#/components/schemas/${nameOf(schema)}`,
  })
  const parameters = [
    ...(open === undefined ? [] : [inPath(open)]),
    ...(query === undefined ? [] : inQuery(query)),
    ...(idempotent === true ? [IDEMPOTENCY_KEY] : []),
    ...(resumes === true ? [LAST_EVENT_ID] : []),
  ]
  return {
    operationId,
    summary,
    description: `Needs: ${needs}`,
    tags: [tag],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: ref(body) } } } }),
    responses: responsesOf(route, ref(route.answer)),
  }
}

const inPath = (name: string): JsonObject => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', minLength: 1, maxLength: 128 },
})

function inQuery(query: NonNullable<Route['query']>): JsonObject[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' })
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: schema as unknown as JsonObject,
  }))
}

const LAST_EVENT_ID: JsonObject = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'Goes on after this event instead of beginning with what happens from now on',
  schema: { type: 'string', pattern: '^\\d{1,15}$' },
}

const IDEMPOTENCY_KEY: JsonObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Creations by one caller with the same key are one creation: a repeat gets what the first one made',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]{1,255}$' },
}
