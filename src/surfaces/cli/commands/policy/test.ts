import { VultrinoError } from '../../../../domain/errors.ts'
import type { Answer } from '../../../../manage/policies/answer-question.ts'
import type { PolicyDesk } from '../../../../manage/policies/policy-desk.ts'
import { parseHeaders, parseSurface, parseTime } from '../../../../manage/policies/question.ts'
import { testCases, type TestedCase } from '../../../../manage/policies/test-cases.ts'
import { testPolicy } from '../../../../manage/policies/test-policy.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { printable } from '../../format-error.ts'
import { answerJson, answerText, resultText } from '../../policy-answer.ts'

const MOST_BYTES = 1024 * 1024
/** As a refusal by a policy. */
const DENIED = 4

/** `vultrino policy test`: exit 0 if the request would be allowed, or every expectation is met; else 4. */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const desk = await context.openPolicyDesk()
  try {
    const file = args.text('file')
    return file === undefined ? await ask(context, args, desk) : await runCases(context, args, desk, file)
  } finally {
    await desk.close()
  }
}

async function ask(context: CommandContext, args: CommandArguments, desk: PolicyDesk): Promise<number> {
  const { terminal } = context
  const [key, role] = [args.text('key'), args.text('role')]
  const isKey = key !== undefined || role !== undefined
  const answer = await testPolicy(
    desk,
    {
      credential: needed(args, 'credential'),
      url: needed(args, 'url'),
      method: args.text('method') ?? 'GET',
      headers: parseHeaders(args.list('header')),
      body: await bodyOf(context, args.text('body')),
      surface: parseSurface(args.text('surface') ?? (isKey ? 'http' : 'cli')),
      at: parseTime(args.text('at'), desk.now()),
    },
    { key, role },
  )
  await terminal.write(
    args.flag('json') ? `${JSON.stringify(answerJson(answer), null, 2)}\n` : answerText(answer),
  )
  return answer.result === 'allow' ? 0 : DENIED
}

function needed(args: CommandArguments, name: string): string {
  const value = args.text(name)
  if (value !== undefined) return value
  throw new VultrinoError('invalid_arguments', {
    reason: `--${name} is needed`,
    hint: 'vultrino policy test --credential ALIAS --url URL [--method METHOD], or --file FILE',
  })
}

async function bodyOf({ files }: CommandContext, text: string | undefined): Promise<Uint8Array | null> {
  if (text === undefined) return null
  return text.startsWith('@') ? await files.read(text.slice(1), MOST_BYTES) : new TextEncoder().encode(text)
}

async function runCases(
  { terminal, files }: CommandContext,
  args: CommandArguments,
  desk: PolicyDesk,
  file: string,
): Promise<number> {
  const text = new TextDecoder().decode(await files.read(file, MOST_BYTES))
  const tested = testCases(desk, file, text)
  const failed = tested.filter(({ met }) => !met)
  if (args.flag('json')) {
    const cases = tested.map(({ name, expect, met, answer }: TestedCase) => ({
      name,
      expect,
      met,
      ...answerJson(answer),
    }))
    await terminal.write(
      `${JSON.stringify({ cases, passed: tested.length - failed.length, failed: failed.length }, null, 2)}\n`,
    )
  } else {
    for (const one of failed)
      await terminal.write(
        `differs  ${printable(one.name)}: expected ${expected(one)}, was ${was(one.answer)}\n`,
      )
    await terminal.write(`${tested.length - failed.length} of ${tested.length} as expected\n`)
  }
  return failed.length === 0 ? 0 : DENIED
}

const expected = ({ expect, rule }: TestedCase): string =>
  rule === null ? expect : `${expect} by ${printable(rule)}`
const was = (answer: Answer): string => resultText(answer)
