import { z } from 'zod'
import { SURFACES } from '../../../domain/audit-event.ts'
import { EXPORT_FORMATS, MOST_RECORDS } from '../../../ports/audit-desk.ts'

const words = (description: string): z.ZodOptional<z.ZodString> =>
  z.string().min(1).max(512).optional().meta({ description })

const TIME = 'a time before now (2h, 7d), a date in UTC, or a time with its zone'

/** Which records are asked for: each must be so. */
const filter = {
  credential: words('Alias'),
  key: words('Prefix of an API key (vk_ and at least 4 more), or its name'),
  role: words('Name of the role'),
  decision: z.enum(['allow', 'deny']).optional().meta({ description: 'What was decided' }),
  surface: z.enum(SURFACES).optional().meta({ description: 'By which door' }),
  host: words('Host of the target, with or without its port'),
  action: words('http_request, credential.add, …; credential.* for all of a kind'),
  error: words('Error code of the refusal, or of the end of the request'),
  request_id: words('As in X-Vultrino-Request-Id'),
  since: words(`From, inclusive: ${TIME}`),
  until: words(`To, exclusive: ${TIME}; of a date, that whole day`),
}

export const noQuery = z.strictObject({})
export const filterQuery = z.strictObject(filter)
export const searchQuery = z.strictObject({
  ...filter,
  limit: z
    .int()
    .min(1)
    .max(MOST_RECORDS)
    .optional()
    .meta({ description: 'How many at most; 100 by default' }),
  before: z.int().min(1).optional().meta({ description: '`next` of the page before' }),
})
export const exportQuery = z.strictObject({
  ...filter,
  format: z.enum(EXPORT_FORMATS).optional().meta({ description: 'jsonl by default' }),
})
export const streamQuery = z.strictObject({
  ...filter,
  after: z
    .int()
    .min(0)
    .optional()
    .meta({ description: '`position` of a page: goes on there; Last-Event-ID does the same' }),
})

const whole = z.int()
const nullable = z.string().nullable()

export const record = z
  .strictObject({
    sequence: whole.meta({ description: 'Of the row that began it' }),
    time: z.iso.datetime(),
    surface: z.string(),
    action: z.string(),
    credential: nullable.meta({ description: 'Alias, or the name of the role or key it is about' }),
    url: nullable.meta({ description: 'Query strings by name only' }),
    method: nullable,
    status: whole.nullable(),
    key: nullable.meta({ description: 'Prefix of the API key; null for callers you may not know' }),
    key_name: nullable,
    role: nullable,
    ip: nullable,
    decision: z.enum(['allow', 'deny']),
    error: nullable,
    policy: nullable,
    rule: nullable,
    outcome: nullable.meta({ description: 'complete, cut or failed; null: refused, or under way' }),
    bytes: whole.nullable(),
    duration_ms: z.number().nullable(),
    redactions: whole.nullable(),
    ended: z.iso.datetime().nullable(),
    principal: z.string(),
    request_id: z.string(),
    times: whole.meta({ description: 'How many refusals it stands for; else 1' }),
    since: z.iso.datetime().nullable().meta({ description: 'Of several refusals: the time of the first' }),
  })
  .meta({ description: 'One request or act: what was decided, and how it ended' })

export const page = z.strictObject({
  records: z.array(record).meta({ description: 'Newest first' }),
  next: whole.nullable().meta({ description: '`before` of the next page; null: there is none' }),
  position: whole.meta({ description: '`after` of a stream that goes on from here' }),
})

const counts = z.record(z.string(), whole)
export const stats = z.strictObject({
  total: whole,
  decision: counts,
  credential: counts,
  key: counts,
  error: counts,
  surface: counts,
  day: counts,
  last_day: z
    .array(z.strictObject({ hour: z.iso.datetime(), allowed: whole, denied: whole }))
    .meta({ description: 'The 24 hours up to now, oldest first' }),
})

export const verdict = z.strictObject({
  intact: z.boolean(),
  log: z.string().meta({ description: 'Id of the log' }),
  rows: whole.nullable(),
  first: whole.nullable(),
  last: whole.nullable(),
  signed: whole.nullable().meta({ description: 'The newest row that a signed checkpoint vouches for' }),
  open: whole.nullable().meta({ description: 'Requests whose end is not recorded' }),
  removed_up_to: whole.nullable().meta({ description: 'What retention removed, by the signed record of it' }),
  broken_at: whole.nullable(),
  fault: nullable,
  reason: nullable,
})

export const text = z.string().meta({ description: 'One record after the other' })
