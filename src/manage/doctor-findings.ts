import { asVultrinoError } from '../domain/errors.ts'
import { shellWord } from '../domain/shell-word.ts'
import type { FileFacts } from '../ports/file-facts.ts'

/** One finding. */
export interface Check {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
  /** What to do about it; `null` when there is nothing to do. */
  readonly mend: string | null
}

export const good = (check: string, detail: string): Check => ({ check, ok: true, detail, mend: null })
export const wrong = (check: string, detail: string, mend: string): Check => ({
  check,
  ok: false,
  detail,
  mend,
})

/** Thrown where what rests on this cannot be looked at: it would only be the same finding again. */
export class Broken extends Error {
  readonly finding: Check

  constructor(finding: Check) {
    super(finding.detail)
    this.finding = finding
  }
}

/** What an examination threw, as its finding. */
export function failure(check: string, thrown: unknown): Check {
  if (thrown instanceof Broken) return thrown.finding
  const error = asVultrinoError(thrown)
  if (error.code === 'internal_error') {
    const cause = error.cause instanceof Error ? error.cause.name : typeof error.cause
    return wrong(check, `could not be looked at (${cause})`, 'This is a fault of vultrino: please report it')
  }
  const { reason } = error.details
  const detail = error.code === 'storage_error' && typeof reason === 'string' ? reason : error.message
  const { hint } = error
  const circular = hint === undefined || hint.includes('vultrino doctor')
  return wrong(check, detail, circular ? 'Mend what the message names' : hint)
}

/** Whether what is there is the owner's alone. */
export function privacy(check: string, path: string, facts: FileFacts, mode: number): Check {
  const word = shellWord(path)
  if (!facts.owned) return wrong(check, `${path} belongs to another user`, `chown "$(id -u)" ${word}`)
  if (facts.mode !== null && (facts.mode & 0o077) !== 0) {
    return wrong(check, `${path} is open to other users`, `chmod ${mode.toString(8)} ${word}`)
  }
  if (!facts.readable || !facts.writable) {
    return wrong(check, `${path} cannot be read and written`, `chmod u+rwX ${word}`)
  }
  return good(check, path)
}
