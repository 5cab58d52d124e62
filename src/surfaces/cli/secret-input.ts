import { VultrinoError } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import { sameSecret } from '../../manage/password-rules.ts'
import type { Terminal } from '../../ports/terminal.ts'
import { asText, collectText } from './collect.ts'
import type { CommandHost } from './command-context.ts'

const MAX_BYTES = 64 * 1024

const withoutLastBreak = (text: string): string => text.replace(/\r?\n$/, '')

/**
 * A secret given on the command line: the text itself, `-` for stdin, `@FILE` for a file (one line break at the
 * end left out). `option` is where it was given. Throws `invalid_arguments`, the text never in it: what looks like
 * a file's name may be the secret.
 */
export async function secretFrom(
  { terminal, files }: CommandHost,
  option: string,
  given: string,
): Promise<Secret> {
  if (given === '-') return secretFromStdin(terminal)
  if (!given.startsWith('@')) return new Secret(given)
  const refuse = (problem: string): never => {
    throw new VultrinoError('invalid_arguments', {
      reason: `${option} begins with @, and the file it names cannot be used: ${problem}`,
      hint: `A secret that itself begins with @ is given on stdin: ${option} -`,
    })
  }
  const bytes = await files.read(given.slice(1), MAX_BYTES).catch((thrown: unknown) => {
    const problem = thrown instanceof VultrinoError ? thrown.details['problem'] : undefined
    return refuse(typeof problem === 'string' ? problem : 'it cannot be read')
  })
  const text = asText(bytes) ?? refuse('it is not UTF-8 text')
  return new Secret(withoutLastBreak(text))
}

/** All of stdin as one secret. Throws `invalid_arguments`. */
export async function secretFromStdin(terminal: Terminal): Promise<Secret> {
  const text = await collectText(terminal.stdin(), MAX_BYTES)
  if (text === undefined) {
    throw new VultrinoError('invalid_arguments', {
      reason: `stdin holds more than ${MAX_BYTES} bytes, or no UTF-8 text`,
    })
  }
  return new Secret(withoutLastBreak(text))
}

/** Asks twice, until both agree. Throws `cancelled`. */
export async function newSecretFromPrompt(terminal: Terminal, question: string): Promise<Secret> {
  for (;;) {
    const first = await terminal.askSecret(`${question}: `)
    const second = await terminal.askSecret(`${question}, again: `)
    if (sameSecret(first, second)) return first
    terminal.note('These two differ; try again.')
  }
}
