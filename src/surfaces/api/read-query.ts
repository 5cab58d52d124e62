import type { z } from 'zod'
import { VultrinoError } from '../../domain/errors.ts'
import { schemaProblem } from '../json/schema-problem.ts'

const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/
const WHOLE = /^\d{1,15}$/

const refusal = (reason: string): VultrinoError => new VultrinoError('invalid_request', { reason })

/**
 * What stands after the `?` of a request target, checked by a schema of flat fields. Numbers are digits. Throws
 * `invalid_request`, which names what was hardly meant otherwise.
 */
export function readQuery<T extends z.ZodObject>(target: string, schema: T): z.output<T> {
  const start = target.indexOf('?')
  const text = start === -1 ? '' : target.slice(start + 1)
  if (BAD_ESCAPE.test(text)) throw refusal('the query holds a % that is no percent-encoding')
  const names = Object.keys(schema.shape)
  const sent = new Map<string, string | number>()
  for (const [name, value] of new URLSearchParams(text)) {
    // A name of ours may be repeated to whoever asks; anything else may be a secret in the wrong place.
    if (sent.has(name)) throw refusal(`${names.includes(name) ? name : 'a query parameter'} is given twice`)
    sent.set(name, isNumber(schema, name) && WHOLE.test(value) ? Number(value) : value)
  }
  const given = Object.fromEntries(sent)
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const naming = { fields: new Set(names), at: () => names, noun: 'query parameter' }
  throw refusal(schemaProblem(read.error.issues, given, naming))
}

function isNumber(schema: z.ZodObject, name: string): boolean {
  if (!Object.hasOwn(schema.shape, name)) return false
  const field = schema.shape[name] as z.ZodOptional<z.ZodType> | z.ZodType
  const inner = 'unwrap' in field ? field.unwrap() : field
  return inner.type === 'number'
}
