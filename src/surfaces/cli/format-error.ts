import type { VultrinoError } from '../../domain/errors.ts'

/** Text from outside (a URL, a file's name) must not steer the terminal it is shown on. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Bidi_Control}/gu, (character) =>
    character === '\n' || character === '\t' ? ' ' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}

/**
 * An error as a person reads it: `error: …`, and what would make it work. `verbose`: also under which id it stands in
 * the audit log of the server that refused.
 */
export function formatError(error: VultrinoError, verbose = false): string[] {
  const { hint } = error
  const { request_id: requestId } = error.details
  return [
    `error: ${printable(error.message)}`,
    ...(hint === undefined ? [] : [`hint: ${printable(hint)}`]),
    ...(verbose && typeof requestId === 'string' ? [`request id: ${printable(requestId)}`] : []),
  ]
}

/** The documented error body, on one line. */
export function formatErrorJson(error: VultrinoError): string {
  return JSON.stringify(error.toBody())
}
