import { html } from 'hono/html'
import type { Warning, WarningKind } from '../../../../domain/policy/lint.ts'
import { emptyState } from '../../components/empty-state.ts'
import { table } from '../../components/table.ts'
import type { Shown, Visit } from '../../page.ts'
import { policyFrame } from './policy-frame.ts'
import { shortText } from './short-text.ts'

/** Findings that are shown; `vultrino policy lint` prints all. */
const MOST = 200

const ADVICE: Readonly<Record<WarningKind, string>> = {
  unmatched: 'Correct credential_pattern, or remove the policy.',
  unreachable: 'Put the narrower rule first, or remove one of the two.',
  shadowed: 'Remove one of the two rules.',
  never_limits: 'Put the limit where it counts, or remove it.',
  wider_than_binding:
    'Write the hosts of the binding: the binding decides, and the rule should not promise more.',
  outside_binding: 'Bind the credential to that host, or correct the pattern.',
  no_rules: 'Add rules, or leave the policy out if the default is meant for all.',
  without_effect: 'Remove it, or change default_action.',
  question_mark: 'Write \\? where a query begins.',
  too_broad: 'Name the hosts that are meant.',
}

/** `GET /policies/warnings` */
export async function listWarnings({ policies }: Visit): Promise<Shown> {
  const { set, stale } = await policies.read()
  const warnings = await policies.lint()
  const shown = warnings.slice(0, MOST)
  const body =
    shown.length === 0
      ? emptyState({
          title: 'Nothing to say',
          text:
            set.count === 0
              ? 'There are no policies.'
              : `${set.count === 1 ? 'The policy was' : `All ${set.count} policies were`} compared with the credentials: nothing looks unintended.`,
        })
      : html`${table({
          caption: 'What looks unintended',
          headings: [
            { text: 'Policy' },
            { text: 'Rule' },
            { text: 'What' },
            { text: 'What to do' },
            { text: 'Where' },
          ],
          rows: shown.map(row),
        })}
        ${warnings.length > shown.length ? html`<p class="muted">and ${warnings.length - shown.length} more: <code>vultrino policy lint</code></p>` : ''}`
  return policyFrame('/policies/warnings', stale, body)
}

const row = ({
  policy,
  rule,
  text,
  kind,
  file,
  line,
}: Warning): Parameters<typeof table>[0]['rows'][number] => ({
  cells: [shortText(policy), shortText(rule ?? ''), text, ADVICE[kind], html`<code>${file}:${line}</code>`],
})
