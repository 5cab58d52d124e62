import { html } from 'hono/html'
import type { PolicyTrace } from '../../../../domain/policy/trace.ts'
import type { Verdict } from '../../../../manage/policies/policy-room.ts'
import { alert } from '../../components/alert.ts'
import { badge, type Tone } from '../../components/badge.ts'
import { card } from '../../components/card.ts'
import { table } from '../../components/table.ts'
import type { Html } from '../../page.ts'
import { shortText } from './short-text.ts'
import { ACTION_TONES, ACTION_WORDS } from './action-words.ts'

/** What would become of the request, and which rule of which policy said what. */
export function verdictView({ allowed, error, why, answer }: Verdict): Html {
  return html`${alert({
    tone: allowed ? 'good' : 'bad',
    title: allowed ? 'It would be sent' : `It would be refused: ${error ?? ''}`,
    text: why,
  })}
  ${
    answer === null
      ? html`<p class="muted">The policies were not asked: it does not get that far.</p>`
      : answer.traces.map((one) => policyTrace(one, answer.policy === one.policy.name))
  }`
}

/** Conditions of which more can be said than whether they matched. */
const SAYS_MORE: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'method_match',
  'time_window',
  'body_match',
])

const MATCHED: Readonly<Record<string, { readonly tone: Tone; readonly text: string }>> = {
  true: { tone: 'good', text: 'matched' },
  false: { tone: 'plain', text: 'not matched' },
  undecided: { tone: 'warn', text: 'undecided' },
}

function policyTrace({ policy, verdict, rules }: PolicyTrace, decides: boolean): Html {
  return card({
    title: policy.name,
    actions: html`${badge(ACTION_TONES[verdict.action], ACTION_WORDS[verdict.action])}
    ${decides ? badge('plain', 'decides') : ''}`,
    body: html`${table({
        caption: `Rules of ${policy.name}`,
        headings: [{ text: 'Rule' }, { text: 'Says' }, { text: 'Matched' }, { text: 'When' }],
        rows: rules.map(({ number, label, action, condition, matched, why }, at) => {
          const { tone, text } = MATCHED[String(matched)] ?? { tone: 'plain', text: '' }
          const rule = policy.rules[at]
          return {
            cells: [
              html`${String(number)} ${verdict.rule?.number === number ? badge('plain', 'decides') : ''}`,
              shortText(rule?.onlyLimits === true ? 'limit' : ACTION_WORDS[action]),
              badge(tone, text),
              html`${label === `rule ${number}` ? '' : html`<strong>${label}:</strong>`}
              ${rule?.condition.words ?? ''}
              ${SAYS_MORE.has(condition) ? html`<div class="muted">${why}</div>` : ''}`,
            ],
          }
        }),
      })}
      <p>
        Where no rule decides: ${ACTION_WORDS[policy.defaultAction]}
        ${verdict.rule === null ? badge('plain', 'decides') : ''}
      </p>`,
  })
}
