import type { JsonValue } from '../../domain/credential.ts'
import { ERRORS, VultrinoError, type ErrorCode, type ErrorDetails } from '../../domain/errors.ts'
import { aliasWord } from '../../domain/shell-word.ts'
import { notOurs } from './failures.ts'
import { ServerFields } from './server-fields.ts'

const CODE = /^[a-z_]{1,64}$/
const LONGEST = 2048
/** What a server keeps to itself where the same error at the terminal would say it. */
const UNTOLD: ErrorDetails = { path: 'the place the server uses', reason: 'its log says why' }

const REQUEST_ID = /^[0-9a-f-]{8,64}$/

interface Circumstances {
  readonly known: ErrorDetails
  readonly withKey: boolean
  readonly requestId?: string | undefined
}

const isCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code)

/**
 * The error that a server answered with, as this program would have thrown it. `known`: details that we know
 * ourselves, for an answer without a body. `withKey`: whether a key was sent. `requestId`: of its audit log, for the
 * detail `request_id`.
 */
export function errorFromServer(
  code: string,
  body: JsonValue | undefined,
  { known, withKey, requestId = '' }: Circumstances,
): VultrinoError {
  if (!CODE.test(code)) return notOurs('its answer holds an error without a code')
  if (!isCode(code)) {
    return new VultrinoError('internal_error', {
      hint: `The server refused with '${code}', which this version of vultrino does not know: use the server's version`,
    })
  }
  const said = detailsOf(body)
  const recorded = REQUEST_ID.test(requestId) ? { request_id: requestId } : {}
  const details = { ...('publicMessage' in ERRORS[code] ? UNTOLD : {}), ...known, ...said, ...recorded }
  const hint = ADVICE[code]?.(details, withKey)
  return new VultrinoError(code, hint === undefined ? details : { ...details, hint })
}

/** Advice where the server's, which speaks of headers and bodies, is not for the command line. */
const ADVICE: { readonly [C in ErrorCode]?: (details: ErrorDetails, withKey: boolean) => string } = {
  unauthorized: (_, withKey) =>
    withKey
      ? 'VULTRINO_API_KEY holds no key that this server takes; the owner makes one with: vultrino key create NAME --role ROLE'
      : 'Set VULTRINO_API_KEY to an API key; the owner makes one with: vultrino key create NAME --role ROLE',
  secret_required: ({ alias }) =>
    `Give the secret again in the same command: vultrino update ${aliasWord(String(alias))} --key - with --alias, --host or the like; or let the owner change it`,
}

function detailsOf(body: JsonValue | undefined): ErrorDetails {
  const details: Record<string, string | number | boolean | readonly string[]> = {}
  const given = body === undefined ? undefined : ServerFields.maybe(body)?.maybeObject('details')
  for (const [name, value] of Object.entries(given ?? {})) {
    if (typeof value === 'string') details[name] = value.slice(0, LONGEST)
    else if (typeof value === 'number' || typeof value === 'boolean') details[name] = value
    else if (Array.isArray(value) && value.every((part) => typeof part === 'string')) details[name] = value
  }
  return details
}
