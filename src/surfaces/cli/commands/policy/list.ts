import type { Policy } from '../../../../domain/policy/policy.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { formatTable } from '../../table.ts'

const HEADER = ['Policy', 'Credentials', 'Rules', 'Default', 'Evaluation', 'Where']

/** `vultrino policy list` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const desk = await context.openPolicyDesk()
  try {
    const { policies, byDefault } = desk.policies
    if (args.flag('json')) {
      await terminal.write(
        `${JSON.stringify({ default_policy: byDefault, policies: policies.map(policyJson) }, null, 2)}\n`,
      )
    } else {
      if (policies.length > 0) await terminal.write(formatTable(HEADER, policies.map(row), terminal))
      terminal.note(
        `Where no policy applies: ${byDefault}${byDefault === 'allow' ? ', within the binding' : ''}`,
      )
    }
    return 0
  } finally {
    await desk.close()
  }
}

const row = (policy: Policy): string[] => {
  const { name, credentialPattern, rules, defaultAction, evaluation, file, line } = policy
  return [name, credentialPattern, String(rules.length), defaultAction, evaluation, `${file}:${line}`]
}

function policyJson({
  name,
  credentialPattern,
  rules,
  defaultAction,
  evaluation,
  file,
  line,
}: Policy): object {
  return {
    name,
    credential_pattern: credentialPattern,
    default_action: defaultAction,
    evaluation,
    file,
    line,
    rules: rules.map((rule) => ({
      rule: rule.number,
      name: rule.name,
      action: rule.action,
      condition: rule.condition.kind,
    })),
  }
}
