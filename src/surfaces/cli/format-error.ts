import type { VultrinoError } from '../../domain/errors.ts'

/** Text from outside (a URL, a file's name) must not steer the terminal it is shown on. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Bidi_Control}/gu, (character) =>
    character === '\n' || character === '\t' ? ' ' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}

/** An error as a person reads it: `error: …`, and what would make it work. */
export function formatError(error: VultrinoError): string[] {
  const { hint } = error
  return [`error: ${printable(error.message)}`, ...(hint === undefined ? [] : [`hint: ${printable(hint)}`])]
}

/** The documented error body, on one line. */
export function formatErrorJson(error: VultrinoError): string {
  return JSON.stringify(error.toBody())
}
