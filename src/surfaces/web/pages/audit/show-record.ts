import { html } from 'hono/html'
import type { AuditRecord } from '../../../../domain/audit-chain/audit-record.ts'
import { VultrinoError } from '../../../../domain/errors.ts'
import { card } from '../../components/card.ts'
import { definitionList, type Definition } from '../../components/definition-list.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { time } from '../../components/time.ts'
import type { Shown, Visit } from '../../page.ts'
import { addressOf } from './audit-filter.ts'
import { decisionOf, orNone, whatOf } from './record-words.ts'

/** `GET /audit/:sequence`. Throws `no_such_endpoint`. */
export async function showRecord({ audit, params }: Visit): Promise<Shown> {
  const text = params['sequence'] ?? ''
  const sequence = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0
  const { records } = await audit.search({}, { limit: 1, before: sequence + 1 })
  const record = records.find((one) => one.sequence === sequence)
  if (record === undefined) throw new VultrinoError('no_such_endpoint', { kind: 'page' })
  const body = html`${pageHeading({
      title: `Record ${sequence}`,
      back: { href: '/audit', text: 'Audit' },
      actions: linkButton({
        text: 'All of this request',
        href: addressOf('/audit', { request: record.requestId }),
      }),
    })}
    <div class="columns">
      <div class="stack">
        ${card({ title: 'What was asked', body: definitionList(asked(record)) })}
        ${card({ title: 'What was decided', body: definitionList(decided(record)) })}
      </div>
      ${card({ title: 'By whom', body: definitionList(by(record)) })}
    </div>`
  return { kind: 'page', title: `Audit record ${sequence}`, place: 'audit', body }
}

const asked = (record: AuditRecord): readonly Definition[] => [
  { term: 'Time', value: time(record.time, 'never', 'seconds') },
  { term: 'What', value: whatOf(record) },
  ...(record.folded === undefined
    ? []
    : [{ term: 'The first of them', value: time(record.folded.since, 'never', 'seconds') }]),
  { term: 'Action', value: html`<code>${record.action}</code>` },
  { term: 'About', value: orNone(record.credential) },
  { term: 'URL', value: record.url === null ? orNone(null) : html`<code>${record.url}</code>` },
  { term: 'Request id', value: html`<code>${record.requestId}</code>` },
]

const decided = (record: AuditRecord): readonly Definition[] => {
  const { policy, rule, result } = record
  const [status, bytes] = [result?.status ?? null, result?.bytes ?? null]
  return [
    { term: 'Decision', value: decisionOf(record) },
    { term: 'Policy', value: orNone(policy) },
    { term: 'Rule', value: orNone(rule) },
    { term: 'Status', value: orNone(status) },
    { term: 'Ended', value: time(result?.time ?? null, 'not recorded', 'seconds') },
    { term: 'Took', value: result === null ? orNone(null) : `${Math.round(result.durationMs)} ms` },
    { term: 'Bytes given', value: orNone(bytes) },
    { term: 'Secrets taken out', value: orNone(result?.redactions ?? null) },
  ]
}

const by = ({ principal, keyName, key, role, surface, ip }: AuditRecord): readonly Definition[] => [
  { term: 'Who', value: principal },
  { term: 'API key', value: keyName === null ? orNone(key) : html`${keyName} <code>${key ?? ''}</code>` },
  { term: 'Role', value: orNone(role) },
  { term: 'Door', value: surface },
  { term: 'Address', value: orNone(ip) },
  { term: 'User agent', value: html`<span class="muted">is not recorded</span>` },
]
