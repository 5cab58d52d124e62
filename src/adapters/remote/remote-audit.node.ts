import { FAULTS, type Fault } from '../../domain/audit-chain/chain-check.ts'
import type { AuditRecord } from '../../domain/audit-chain/audit-record.ts'
import { recordFromFields } from '../../domain/audit-chain/record-fields.ts'
import type { JsonValue } from '../../domain/credential.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type {
  AuditDesk,
  AuditFollowing,
  AuditPage,
  AuditPaging,
  AuditQuery,
  AuditStats,
  Counts,
  ExportFormat,
  FollowedRecord,
  Verdict,
} from '../../ports/audit-desk.ts'
import { notOurs } from './failures.ts'
import type { RemoteApi } from './remote-api.node.ts'
import { serverEvents } from './server-events.ts'
import { ServerFields } from './server-fields.ts'
import { parseServerJson } from './server-json.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 8000

type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>

/** The audit log of a running server, over its JSON API: as much of it as the server lets the key see. */
export class RemoteAudit implements AuditDesk {
  readonly #api: RemoteApi
  readonly #sleep: Sleep

  constructor(api: RemoteApi, sleep: Sleep) {
    this.#api = api
    this.#sleep = sleep
  }

  async search(query: AuditQuery, { limit, before }: AuditPaging): Promise<AuditPage> {
    const path = audit('', query, { limit, before })
    const fields = new ServerFields(await this.#api.call({ method: 'GET', path }))
    return {
      records: fields.list('records').map(recordFrom),
      next: fields.wholeOrNull('next'),
      position: fields.whole('position'),
    }
  }

  async stats(query: AuditQuery): Promise<AuditStats> {
    const answer = await this.#api.call({ method: 'GET', path: audit('/stats', query) })
    const fields = new ServerFields(answer)
    const counts = (name: string): Counts => countsFrom(fields.object(name))
    return {
      total: fields.whole('total'),
      decision: counts('decision'),
      credential: counts('credential'),
      key: counts('key'),
      error: counts('error'),
      surface: counts('surface'),
      day: counts('day'),
      lastDay: fields.list('last_day').map((one) => {
        const hour = new ServerFields(one)
        return {
          hour: Date.parse(hour.text('hour')),
          allowed: hour.whole('allowed'),
          denied: hour.whole('denied'),
        }
      }),
    }
  }

  async export(query: AuditQuery, format: ExportFormat): Promise<AsyncIterable<string>> {
    return texts(await this.#api.open({ path: audit('/export', query, { format }) }))
  }

  async verify(witnesses: readonly unknown[] = []): Promise<Verdict> {
    if (witnesses.length > 0) {
      throw new VultrinoError('invalid_arguments', {
        reason: 'checkpoints are compared on the machine of the vault: run this there, without VULTRINO_URL',
      })
    }
    return verdictFrom(new ServerFields(await this.#api.call({ method: 'GET', path: 'audit/verify' })))
  }

  /** A stream that breaks off is taken up where it was, as long as the server lets the key in. */
  async follow(
    query: AuditQuery,
    { after, signal }: AuditFollowing,
  ): Promise<AsyncIterable<FollowedRecord | null>> {
    const open = (position: number | undefined): Promise<AsyncIterable<Uint8Array>> =>
      this.#api.open({ path: audit('/stream', query, { after: position }), signal })
    // What refuses it does so at once.
    return this.#resumed(await open(after), open, after, signal)
  }

  async *#resumed(
    first: AsyncIterable<Uint8Array>,
    open: (position: number | undefined) => Promise<AsyncIterable<Uint8Array>>,
    after: number | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<FollowedRecord | null, void> {
    let stream: AsyncIterable<Uint8Array> | undefined = first
    let position = after
    let pause = FIRST_PAUSE_MS
    for (;;) {
      try {
        stream ??= await open(position)
        for await (const event of serverEvents(stream)) {
          pause = FIRST_PAUSE_MS
          const followed = event === null ? null : followedFrom(event.id, event.data)
          position = followed?.position ?? position
          yield followed
        }
      } catch (thrown) {
        if (signal.aborted) return
        if (!passes(thrown)) throw thrown
      }
      stream = undefined
      await this.#sleep(pause, signal).catch(() => undefined)
      if (signal.aborted) return
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS)
    }
  }
}

/** Whether it may be over the next time: a server that starts anew, or one that is asked too often. */
const passes = (thrown: unknown): boolean =>
  thrown instanceof VultrinoError &&
  (thrown.code === 'server_unreachable' ||
    thrown.code === 'shutting_down' ||
    thrown.code === 'rate_limited') &&
  thrown.details['kind'] !== 'answer'

type Parameters = Readonly<Record<string, string | number | undefined>>

function audit(
  below: string,
  { requestId, since, until, ...same }: AuditQuery,
  more: Parameters = {},
): string {
  const iso = (time: number | undefined): string | undefined =>
    time === undefined ? undefined : new Date(time).toISOString()
  const given = { ...same, request_id: requestId, since: iso(since), until: iso(until), ...more }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries<string | number | undefined>(given))
    if (value !== undefined) query.set(name, String(value))
  const text = query.toString()
  return `audit${below}${text === '' ? '' : `?${text}`}`
}

function recordFrom(value: JsonValue | undefined): AuditRecord {
  const record = recordFromFields(new ServerFields(value))
  if (Number.isNaN(record.time) || Number.isNaN(record.result?.time))
    throw notOurs('its answer has no proper time')
  return record
}

function followedFrom(id: string, data: string): FollowedRecord {
  if (!/^\d{1,15}$/.test(id)) throw notOurs('an event in its answer has no proper id')
  return { position: Number(id), record: recordFrom(parseServerJson(new TextEncoder().encode(data))) }
}

function countsFrom(object: Readonly<Record<string, JsonValue>>): Counts {
  const fields = new ServerFields(object)
  return Object.fromEntries(Object.keys(object).map((name) => [name, fields.whole(name)]))
}

async function* texts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

function verdictFrom(fields: ServerFields): Verdict {
  const log = fields.text('log')
  if (!fields.flag('intact')) {
    const finding = {
      sequence: fields.whole('broken_at'),
      fault: fields.choice('fault', Object.keys(FAULTS) as Fault[]),
      after: fields.whole('signed'),
    }
    return { intact: false, log, finding }
  }
  const removed = fields.wholeOrNull('removed_up_to')
  const summary = {
    rows: fields.whole('rows'),
    first: fields.whole('first'),
    last: { sequence: fields.whole('last') },
    open: fields.whole('open'),
    signed: fields.whole('signed'),
  }
  return { intact: true, log, summary, removedUpTo: removed }
}
