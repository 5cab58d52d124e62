import type { z } from 'zod'
import { VultrinoError } from '../../../domain/errors.ts'
import { headerValues } from '../../../domain/header-list.ts'
import { parseAuditTime } from '../../../manage/audit/audit-time.ts'
import type { AuditQuery } from '../../../ports/audit-desk.ts'
import { pageJson, statsJson, verdictJson } from '../../json/audit-json.ts'
import type { ApiRequest } from '../api.ts'
import { eventStream, textStream } from '../audit-streams.ts'
import { queried } from '../queried.ts'
import type { Route } from '../route.ts'
import * as schema from '../schemas/audit-schemas.ts'

const tag = 'Audit'
const needs =
  'read. Keys see requests and acts of the credentials in their scopes, and not who else did them; keys that may do everything see all.'
const USUAL_LIMIT = 100
const TYPES = { jsonl: 'application/x-ndjson', csv: 'text/csv; charset=utf-8' } as const

export const AUDIT_ROUTES: readonly Route[] = [
  queried({
    method: 'GET',
    path: '/v1/audit',
    operationId: 'searchAudit',
    summary: 'Search the audit log, newest first',
    tag,
    needs,
    status: 200,
    query: schema.searchQuery,
    answer: schema.page,
    errors: ['forbidden'],
    read: ({ limit = USUAL_LIMIT, before, ...rest }) => ({ query: queryOf(rest), paging: { limit, before } }),
    act: async ({ desk, asked: { query, paging } }) => ({
      value: pageJson(await desk.search(query, paging)),
    }),
  }),
  queried({
    method: 'GET',
    path: '/v1/audit/stats',
    operationId: 'auditStats',
    summary: 'Count the records of the audit log',
    tag,
    needs,
    status: 200,
    query: schema.filterQuery,
    answer: schema.stats,
    errors: ['forbidden'],
    read: queryOf,
    act: async ({ desk, asked }) => ({ value: statsJson(await desk.stats(asked)) }),
  }),
  queried({
    method: 'GET',
    path: '/v1/audit/stream',
    operationId: 'followAudit',
    summary:
      'Follow the audit log live: requests as they end and refusals as they happen, as server-sent events',
    tag,
    needs,
    status: 200,
    query: schema.streamQuery,
    answer: schema.text,
    media: ['text/event-stream'],
    resumes: true,
    errors: ['forbidden'],
    read: ({ after, ...rest }, request) => ({ query: queryOf(rest), after: lastEvent(request) ?? after }),
    act: async ({ desk, asked: { query, after }, signal, mayGoOn }) => {
      const records = await desk.follow(query, { after, signal })
      const stream = eventStream(records, { mayGoOn, now: () => performance.now() })
      return { type: 'text/event-stream', stream, headers: ['X-Accel-Buffering', 'no'] }
    },
  }),
  queried({
    method: 'GET',
    path: '/v1/audit/export',
    operationId: 'exportAudit',
    summary: 'All records that are asked for, oldest first, as JSON lines or CSV',
    tag,
    needs,
    status: 200,
    query: schema.exportQuery,
    answer: schema.text,
    media: Object.values(TYPES),
    errors: ['forbidden'],
    read: ({ format = 'jsonl', ...rest }) => ({ query: queryOf(rest), format }),
    act: async ({ desk, asked: { query, format }, mayGoOn }) => ({
      type: TYPES[format],
      stream: textStream(await desk.export(query, format), { mayGoOn }),
    }),
  }),
  queried({
    method: 'GET',
    path: '/v1/audit/verify',
    operationId: 'verifyAudit',
    summary: 'Read the whole audit log and say whether it was changed by anybody',
    tag,
    needs: 'All five permissions, and no scopes.',
    status: 200,
    query: schema.noQuery,
    answer: schema.verdict,
    errors: ['forbidden'],
    read: () => undefined,
    act: async ({ desk }) => ({ value: verdictJson(await desk.verify()) }),
  }),
]

/** Throws `invalid_request` on times. */
function queryOf({
  request_id: requestId,
  since,
  until,
  ...same
}: z.output<typeof schema.filterQuery>): AuditQuery {
  const now = Date.now()
  return {
    ...same,
    requestId,
    since: since === undefined ? undefined : parseAuditTime(since, now, 'since'),
    until: until === undefined ? undefined : parseAuditTime(until, now, 'until'),
  }
}

/** Browsers send what they saw last when they come again. */
function lastEvent({ headers }: ApiRequest): number | undefined {
  const [id, more] = headerValues(headers, 'last-event-id')
  if (id === undefined || id === '') return undefined
  if (more === undefined && /^\d{1,15}$/.test(id)) return Number(id)
  throw new VultrinoError('invalid_request', { reason: 'Last-Event-ID is the id of an event of this stream' })
}
