import { explainRequest, type Explained } from '../../../../manage/policies/explain-request.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { printable } from '../../format-error.ts'
import { answerJson, answerText, resultText } from '../../policy-answer.ts'

/** `vultrino policy explain AUDIT_ID` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const desk = await context.openPolicyDesk()
  try {
    const explained = await explainRequest(desk, args.required(0, 'AUDIT_ID'))
    const { past, today } = explained
    await terminal.write(
      args.flag('json')
        ? `${JSON.stringify({ ...past, today: today === null ? null : answerJson(today) }, null, 2)}\n`
        : inWords(explained),
    )
    return 0
  } finally {
    await desk.close()
  }
}

function inWords({ past, today }: Explained): string {
  const { time, decision, error, policy, rule, credential, method, url } = past
  const asked = printable(`${past.action} ${method ?? '-'} ${url ?? '-'} with ${credential ?? '-'}`)
  const by =
    policy === null
      ? decision === 'allow'
        ? 'no policy applied'
        : `not by a policy: ${error ?? 'unknown'}`
      : printable(`policy "${policy}", ${rule ?? ''}${error === null ? '' : ` (${error})`}`)
  const then = `${time} ${asked}\nDecision: ${decision}, ${by}\n`
  if (today === null) return then
  const same =
    today.policy === policy && today.rule === rule && (today.result === 'allow') === (decision === 'allow')
  const now = same ? 'the same' : `differs: ${resultText(today)}`
  return `${then}Today, of what was recorded (no headers, body or query values): ${now}\n\n${answerText(today)}`
}
