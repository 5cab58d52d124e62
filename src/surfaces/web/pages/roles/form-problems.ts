import { VultrinoError } from '../../../../domain/errors.ts'
import type { Problem } from '../../components/problem-list.ts'
import type { Visit } from '../../page.ts'

/** A form that the control plane did not take: it is shown again, with what was typed. */
export interface Refusal {
  readonly problems: readonly Problem[]
  readonly status: number
}

/** Names of fields, and how each alone is checked: throws `invalid_request`. */
export type FieldChecks = Readonly<Record<string, () => unknown>>

/**
 * What to say above a form, and at which of its fields. `checks` find the fields that an `invalid_request` is about; `field` is what
 * another refusal is about. Throws what is not a coded error.
 */
export function refusalOf(visit: Visit, thrown: unknown, checks: FieldChecks, field?: string): Refusal {
  if (!(thrown instanceof VultrinoError)) throw thrown
  const { status, code } = thrown
  if (status >= 500) {
    visit.deps.onTrouble(visit.caller.requestId ?? '', thrown)
    return { problems: [{ text: thrown.toPublicBody().message }], status }
  }
  const found = code === 'invalid_request' ? checked(checks) : []
  const about = code === 'conflict' || code === 'not_found' ? field : undefined
  return { problems: found.length > 0 ? found : [{ text: sentence(thrown), field: about }], status: 422 }
}

function checked(checks: FieldChecks): readonly Problem[] {
  return Object.entries(checks).flatMap(([field, check]) => {
    try {
      check()
      return []
    } catch (thrown) {
      if (!(thrown instanceof VultrinoError)) throw thrown
      return [{ field, text: sentence(thrown) }]
    }
  })
}

/** What was wrong, as a sentence. */
export function sentence({ details: { reason }, message }: VultrinoError): string {
  const text = typeof reason === 'string' ? reason : message
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/** What is said at one field. */
export const problemAt = (problems: readonly Problem[], field: string): string | undefined =>
  problems.find((problem) => problem.field === field)?.text
