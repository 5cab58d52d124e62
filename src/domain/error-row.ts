/** One row carries everything about an error: HTTP status, CLI exit code, constant message, constant advice. */
export interface ErrorRow {
  /** HTTP status of the answer that carries it. */
  readonly status: number
  /** Process exit code when a CLI command ends with it. */
  readonly exit: number
  /** Constant text; `{name}` is replaced by the non-secret detail of that name. */
  readonly message: string
  /** What would make it work, in the same form. */
  readonly hint?: string
  /** The same where it depends on the reason, by the text of the detail `reason`. */
  readonly hintFor?: Readonly<Record<string, string>>
  /** Message and hint where they depend on what it is about, by the text of the detail `kind`. */
  readonly forKind?: Readonly<Record<string, { readonly message: string; readonly hint?: string }>>
  /** The message for callers over the network, where the usual one names places on this machine. */
  readonly publicMessage?: string
}
