import { html } from 'hono/html'
import { VultrinoError } from '../../../../domain/errors.ts'
import type { Policy, Rule } from '../../../../domain/policy/policy.ts'
import type { PolicySet } from '../../../../domain/policy/policy-set.ts'
import { badge } from '../../components/badge.ts'
import { card } from '../../components/card.ts'
import { definitionList } from '../../components/definition-list.ts'
import { emptyState } from '../../components/empty-state.ts'
import { pager } from '../../components/pager.ts'
import { table, type Row } from '../../components/table.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { ACTION_TONES, ACTION_WORDS } from './action-words.ts'
import { policyFrame } from './policy-frame.ts'

/** Policies on one page. */
const PAGE = 25
/** Rules that are written out; a policy can hold thousands. */
const MOST_RULES = 200

/** `GET /policies?page=2`. Throws `invalid_request`. */
export async function listPolicies({ policies, query }: Visit): Promise<Shown> {
  const { set, stale } = await policies.read()
  const pages = Math.max(1, Math.ceil(set.policies.length / PAGE))
  const page = Number(query.get('page') ?? '1')
  if (!Number.isInteger(page) || page < 1 || page > pages)
    throw new VultrinoError('invalid_request', { reason: `there are pages 1 to ${pages}` })
  const from = (page - 1) * PAGE
  const shown = set.policies.slice(from, from + PAGE)
  const list =
    shown.length === 0
      ? emptyState({
          title: 'No policies yet',
          text: 'Each credential may be used within its binding by whoever has a role that covers it. A policy narrows that.',
        })
      : html`${shown.map(policyCard)}
        ${pager({
          label: 'Pages of policies',
          text: `${from + 1}–${from + shown.length} of ${set.policies.length}`,
          previous: page === 1 ? null : `/policies?page=${page - 1}`,
          next: page === pages ? null : `/policies?page=${page + 1}`,
        })}`
  return policyFrame('/policies', stale, html`${list} ${otherwise(set)} ${howToChange(set)}`)
}

function policyCard({ name, file, line, credentialPattern, defaultAction, evaluation, rules }: Policy): Html {
  const more = rules.length - MOST_RULES
  return card({
    title: name,
    body: html`${definitionList([
      { term: 'Credentials', value: html`<code>${credentialPattern}</code>` },
      {
        term: 'Where no rule decides',
        value: badge(ACTION_TONES[defaultAction], ACTION_WORDS[defaultAction]),
      },
      { term: 'Order', value: EVALUATIONS[evaluation] },
      { term: 'File', value: html`<code>${file}:${line}</code>` },
    ])}
    ${
      rules.length === 0
        ? html`<p class="muted">It has no rules.</p>`
        : table({
            caption: `Rules of ${name}`,
            headings: [{ text: 'Rule' }, { text: 'Says' }, { text: 'When' }],
            rows: rules.slice(0, MOST_RULES).map(ruleRow),
          })
    }
    ${more > 0 ? html`<p class="muted">and ${more} more rules, in the file</p>` : ''}`,
  })
}

const EVALUATIONS: Readonly<Record<Policy['evaluation'], string>> = {
  strict: 'strict: a deny that matches always wins, else the first rule that matches',
  'first-match': 'the first rule that matches decides',
}

const ruleRow = ({ number, action, condition, name, onlyLimits }: Rule): Row => ({
  cells: [
    String(number),
    onlyLimits ? badge('plain', 'limit') : badge(ACTION_TONES[action], ACTION_WORDS[action]),
    html`${name === null ? '' : html`<strong>${name}:</strong>`} ${condition.words}`,
  ],
})

const otherwise = ({ byDefault }: PolicySet): Html =>
  card({
    title: 'Where no policy applies',
    body: html`<p>
      ${badge(ACTION_TONES[byDefault], ACTION_WORDS[byDefault])}
      ${byDefault === 'allow' ? 'within the binding of the credential' : ''} (<code
        >[security] default_policy</code
      >)
    </p>`,
  })

/** This page shows what the files say; who may write them decides, not who is signed in here. */
function howToChange({ policies }: PolicySet): Html {
  const files = [...new Set(policies.map(({ file }) => file))]
  const shown = files.slice(0, PAGE)
  return card({
    title: 'To change them',
    body: html`<p>
        Edit the file. What is saved is taken over within a second; what is not valid is not, and the log says
        why.
        ${files.length === 0 ? html`Policies stand in <code>config.toml</code> as <code>[[policies]]</code>, or in files of <code>policies.d</code> beside it.` : ''}
      </p>
      ${files.length === 0 ? '' : html`<p>${shown.map((file) => html`<code>${file}</code><br />`)}</p>`}
      <p><a href="/docs/policies">How to write them</a></p>`,
  })
}
