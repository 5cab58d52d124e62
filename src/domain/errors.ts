import type { ErrorRow } from './error-row.ts'
import { ERRORS } from './error-table.ts'
import { aliasWord } from './shell-word.ts'

export { ERRORS }
export type ErrorCode = keyof typeof ERRORS
/** Variable parts of an error. Never secret: they are shown to callers, logged and audited. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>

const fill = (text: string, details: ErrorDetails): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? `(${name})`))

/** Message and hint of an error; the detail `kind` says what it is about, where it is not a credential. */
function textsOf(code: ErrorCode, { kind }: ErrorDetails): { message: string; hint?: string } {
  const row: ErrorRow = ERRORS[code]
  return typeof kind === 'string' && row.forKind !== undefined && Object.hasOwn(row.forKind, kind)
    ? (row.forKind[kind] ?? row)
    : row
}

/** The only error that carries meaning across layers: a code of the closed set plus non-secret details. */
export class VultrinoError extends Error {
  override readonly name = 'VultrinoError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(fill(textsOf(code, details).message, details), options)
    this.code = code
    this.details = details
  }

  get status(): number {
    return ERRORS[this.code].status
  }

  get exitCode(): number {
    return ERRORS[this.code].exit
  }

  /** What would make it work, or `undefined` where the message already says it. */
  get hint(): string | undefined {
    if (typeof this.details['hint'] === 'string') return this.details['hint']
    const { hintFor }: ErrorRow = ERRORS[this.code]
    const { alias, reason } = this.details
    const advice = hintFor?.[String(reason)] ?? textsOf(this.code, this.details).hint
    if (advice === undefined) return undefined
    // Hints are commands to copy.
    return fill(
      advice,
      typeof alias === 'string' ? { ...this.details, alias: aliasWord(alias) } : this.details,
    )
  }

  /** The documented error body: `{error, message, details}`. */
  toBody(): { error: ErrorCode; message: string; details: ErrorDetails } {
    const hint = this.hint
    return {
      error: this.code,
      message: this.message,
      details: hint === undefined ? this.details : { ...this.details, hint },
    }
  }

  /** The body for callers over the network: places on this machine are for the terminal and the log. */
  toPublicBody(): ReturnType<VultrinoError['toBody']> {
    const { publicMessage, hint }: ErrorRow = ERRORS[this.code]
    if (publicMessage === undefined) return this.toBody()
    return { error: this.code, message: publicMessage, details: hint === undefined ? {} : { hint } }
  }
}

/** Turns anything thrown into a coded error; what is not ours becomes `internal_error`, its text kept out of answers. */
export function asVultrinoError(thrown: unknown): VultrinoError {
  return thrown instanceof VultrinoError ? thrown : new VultrinoError('internal_error', {}, { cause: thrown })
}
