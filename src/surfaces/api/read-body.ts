import type { z } from 'zod'
import type { JsonValue } from '../../domain/credential.ts'
import { VultrinoError } from '../../domain/errors.ts'
import { headerValues } from '../../domain/header-list.ts'
import type { Principal } from '../../domain/principal.ts'
import type { ApiRequest } from './api.ts'
import { parseJson } from './parse-json.ts'
import { schemaProblem } from '../json/schema-problem.ts'

/** An object schema, by what is needed of it here. */
export interface BodyForm<T = unknown> {
  readonly shape: Readonly<Record<string, unknown>>
  safeParse(value: unknown): z.ZodSafeParseResult<T>
}

/** What a body may be: one form, or several of which the body itself shows which is meant. */
export interface BodyShape<T> {
  /** For the documentation: every form. */
  readonly schema: z.ZodType
  /** The form that a body is checked against. */
  readonly form: (value: JsonValue) => BodyForm<T>
}

const JSON_TYPE = /^application\/json[ \t]*(?:;[ \t]*charset[ \t]*=[ \t]*"?utf-8"?[ \t]*)?$/i

const refusal = (reason: string, hint?: string): VultrinoError =>
  new VultrinoError('invalid_request', hint === undefined ? { reason } : { reason, hint })

/** What is read of a request, by whom it was made. */
export interface BodyReading<T> {
  readonly shape: BodyShape<T>
  /** Largest body, bytes. */
  readonly limit: number
  readonly caller: Principal
}

/** Reads and checks a JSON body. Throws `invalid_request`, `payload_too_large`, `too_many_bodies`, `cancelled`. */
export async function readBody<T>(request: ApiRequest, { shape, limit, caller }: BodyReading<T>): Promise<T> {
  const types = headerValues(request.headers, 'content-type')
  if (types.length > 1) throw refusal('exactly one Content-Type header is required')
  const [type] = types
  if (type !== undefined && !JSON_TYPE.test(type)) {
    throw refusal('the body must be JSON', 'Send it with Content-Type: application/json')
  }
  const codings = headerValues(request.headers, 'content-encoding')
  if (codings.some((coding) => coding.toLowerCase() !== 'identity')) {
    throw refusal('the body must not be compressed', 'Send it without Content-Encoding')
  }
  const bytes = await request.body(limit, caller)
  if (bytes.byteLength === 0) throw refusal('a JSON body is needed')
  if (type === undefined) {
    throw refusal('the body has no Content-Type', 'Send it with Content-Type: application/json')
  }
  const value = parseJson(bytes)
  const form = shape.form(value)
  const read = form.safeParse(value)
  if (read.success) return read.data
  throw refusal(schemaProblem(read.error.issues, value, namingOf(form)))
}

function namingOf(form: BodyForm): Parameters<typeof schemaProblem>[2] {
  const inner = (name: string): readonly string[] => {
    const field = unwrapped(form.shape[name])
    return field !== undefined && 'shape' in field ? Object.keys(field.shape) : []
  }
  const outer = Object.keys(form.shape)
  return {
    fields: new Set([...outer, ...outer.flatMap(inner)]),
    at: ([first]) => (first === undefined ? outer : inner(String(first))),
  }
}

/** The object schema inside `optional` and `nullable`. */
function unwrapped(field: unknown): { readonly shape: object } | undefined {
  if (typeof field !== 'object' || field === null) return undefined
  if ('shape' in field) return field as { readonly shape: object }
  if ('unwrap' in field && typeof field.unwrap === 'function')
    return unwrapped((field.unwrap as () => unknown)())
  return undefined
}
