import { asVultrinoError, type VultrinoError } from '../../../../domain/errors.ts'
import type { Problem } from '../../components/problem-list.ts'

/** What of a credential's form was wrong: above the form, and beside its field. */
export interface FormProblem {
  readonly problems: readonly Problem[]
  readonly errors: Readonly<Record<string, string>>
  /** HTTP status of the page that shows it. */
  readonly status: number
  /** The secret must be typed again for what was asked. */
  readonly secretRequired: boolean
}

export const NO_PROBLEM: FormProblem = { problems: [], errors: {}, status: 200, secretRequired: false }

/** The field a refusal is about, by how its reason reads; the control plane knows no forms. */
const FIELDS: readonly (readonly [pattern: RegExp, field: string])[] = [
  [/^an alias /, 'alias'],
  [/^the description /, 'description'],
  [/^header_name /, 'header_name'],
  [/^header_prefix /, 'header_prefix'],
  [/^query_param |in the query, not both/, 'query_param'],
  [/\bmetadata\b/, 'metadata'],
  [/address range/, 'addresses'],
  [/\b(?:destination|wildcard|host|hosts|origin|URL|scheme|port)\b|^anyone can register/, 'hosts'],
]

/** Errors that are about the page, not about what was typed. */
const PAGE_ERRORS: ReadonlySet<string> = new Set(['not_found', 'unauthorized', 'cancelled'])

/** Rethrows what is not to be shown at the form. `fields`: names of the type's own fields. */
export function formProblem(thrown: unknown, fields: readonly string[]): FormProblem {
  const error = asVultrinoError(thrown)
  if (error.code === 'internal_error' || PAGE_ERRORS.has(error.code)) throw error
  const field = fieldOf(error, fields)
  const text = textOf(error)
  return {
    problems: [{ text, field }],
    errors: field === undefined ? {} : { [field]: text },
    status: error.status < 500 ? 422 : error.status,
    secretRequired: error.code === 'secret_required',
  }
}

function fieldOf({ code, details }: VultrinoError, fields: readonly string[]): string | undefined {
  if (code === 'conflict') return 'alias'
  if (code === 'secret_required') return fields[0]
  if (code !== 'invalid_request') return undefined
  const reason = String(details['reason'])
  const own = fields.find((name) =>
    new RegExp(`^(?:the|a credential of type \\w+ needs an?) ${name}\\b`).test(reason),
  )
  return own ?? FIELDS.find(([pattern]) => pattern.test(reason))?.[1]
}

function textOf(error: VultrinoError): string {
  if (error.code === 'conflict') return 'There is already a credential of this alias. Choose another.'
  if (error.code === 'invalid_request') return sentence(asLabelled(String(error.details['reason'])))
  const { message, details } = error.toPublicBody()
  const hint = error.code === 'secret_required' ? 'Type it below.' : details['hint']
  return typeof hint === 'string' ? `${sentence(message)} ${sentence(hint)}` : sentence(message)
}

/** Names of metadata, as the form calls them. */
const LABELS: readonly (readonly [name: RegExp, label: string])[] = [
  [/^header_name /, 'the header name '],
  [/^header_prefix /, 'the prefix '],
  [/^query_param /, 'the parameter name '],
]

const asLabelled = (reason: string): string =>
  LABELS.reduce((text, [name, label]) => text.replace(name, label), reason)

const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
