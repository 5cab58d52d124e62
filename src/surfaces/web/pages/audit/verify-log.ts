import { html } from 'hono/html'
import { FAULTS } from '../../../../domain/audit-chain/chain-check.ts'
import type { Verdict } from '../../../../ports/audit-desk.ts'
import { alert } from '../../components/alert.ts'
import { definitionList } from '../../components/definition-list.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { recordHref } from './audit-table.ts'

/** `POST /audit/verify`: reads all of the log, which can take seconds. */
export async function verifyLog({ audit }: Visit): Promise<Shown> {
  const verdict = await audit.verify()
  const body = html`${pageHeading({
      title: 'Is the log whole?',
      intro:
        'Each record carries the hash of the one before, and checkpoints are signed with a key in the vault.',
      back: { href: '/audit', text: 'Audit' },
    })}
    <div class="stack">${verdict.intact ? whole(verdict) : broken(verdict)}</div>`
  return { kind: 'page', title: 'Audit: verify', place: 'audit', body }
}

function whole({ summary, removedUpTo, log }: Extract<Verdict, { intact: true }>): Html {
  const { rows, first, last, signed, open } = summary
  const unsigned = last.sequence - signed
  return html`${alert({
    tone: 'good',
    title: 'The audit log is whole',
    text:
      rows === 0
        ? 'There is nothing in it yet.'
        : `No row was changed, moved, put in or taken out: ${rows} rows.`,
    role: 'status',
  })}
  ${definitionList([
    { term: 'Rows', value: rows === 0 ? 'none' : `${first} to ${last.sequence}` },
    {
      term: 'Signed',
      value:
        signed === 0
          ? 'none yet'
          : `up to row ${signed}${unsigned > 0 ? `, ${unsigned} newer ones not yet` : ''}`,
    },
    { term: 'Removed by retention', value: removedUpTo === null ? 'nothing' : `up to row ${removedUpTo}` },
    { term: 'Without an end', value: `${open} (under way, or cut off by a crash)` },
    { term: 'Log', value: html`<code>${log}</code>` },
  ])}`
}

function broken({ finding, log }: Extract<Verdict, { intact: false }>): Html {
  const { sequence, fault, after } = finding
  return html`${alert({
    tone: 'bad',
    title: `The audit log was changed at row ${sequence}`,
    text: `${FAULTS[fault]}.`,
    role: 'alert',
    actions: linkButton({ text: 'Look at it', href: recordHref(sequence) }),
  })}
  ${definitionList([
    {
      term: 'To be trusted',
      value:
        after === 0
          ? 'no row: none before it is signed'
          : `rows up to ${after}, which are as they were signed`,
    },
    { term: 'Fault', value: html`<code>${fault}</code>` },
    { term: 'Log', value: html`<code>${log}</code>` },
    {
      term: 'What to do',
      value:
        'Keep a copy of state.db, compare with an exported copy, and find out who could write that file.',
    },
  ])}`
}
