import type { ErrorCode, VultrinoError } from '../../domain/errors.ts'
import type { RefusedCall } from './refused-call.ts'

/** An error as every tool answers it. */
export interface McpErrorJson {
  readonly error: {
    readonly code: string
    readonly message: string
    /** What to do instead, or whom to ask. */
    readonly hint?: string
    /** Seconds. */
    readonly retry_after?: number
    /** Under which it stands in audit log and log. */
    readonly request_id?: string
  }
}

interface Row {
  /** The code by which MCP documents it, where that is another one. */
  readonly code?: string
  /** What a model can do about it; what only the owner can do follows. */
  readonly instead?: string
  /** The error's own advice is for another door. */
  readonly alone?: true
}

const NOT_YOURS = 'Nothing in the call is wrong and nothing you can do will mend this: tell the user.'

/** What MCP makes of an error, where that is not its own code and advice. */
const ROWS: { readonly [C in ErrorCode]?: Row } = {
  forbidden: {
    code: 'permission_denied',
    instead:
      'whoami shows what this connection may do, list_credentials the credentials it may see: use those, or tell the user what is missing.',
  },
  not_found: {
    code: 'not_found',
    instead: 'list_credentials shows the aliases there are: use one of those.',
    alone: true,
  },
  conflict: {
    code: 'alias_exists',
    instead: 'Choose another alias, or change the credential that has this one with update_credential.',
    alone: true,
  },
  unauthorized: {
    instead:
      'The call came without a Vultrino API key that is valid. If it brought one as api_key, leave that out and call again; else tell the user: whoever set this connection up gives it one (VULTRINO_API_KEY, or the bearer key over HTTP). The owner makes keys with: vultrino key create NAME --role ROLE',
    alone: true,
  },
  policy_denied: {
    instead:
      'The same request will be refused again. check_access says which rule decides, and may find a method or path that is allowed; if it must be this one, the user asks the owner to change the policy.',
    alone: true,
  },
  approval_required: { instead: 'Tell the user that a person has to approve this.' },
  destination_denied: {
    instead: 'get_credential shows the hosts this credential is for: call one of those.',
  },
  unbound_credential: {
    instead: 'Nobody has said yet where this credential may be sent. Tell the user, who can have it done.',
  },
  secret_required: {
    instead:
      'Have the owner do it at the command line or in the web UI. Only if the user wants it so, give the secret again in the same call (key, or username and password): it then passes through you.',
    alone: true,
  },
  rate_limited: { instead: 'Wait that long before the next call; do fewer of them.' },
  upstream_error: {
    instead:
      'Check the host in the URL. If it is right the target is down or unreachable: try later, or tell the user.',
  },
  upstream_timeout: { instead: 'The target may be busy: ask it for less, or try again later.' },
  credential_changed: { instead: 'Call again.', alone: true },
  vault_busy: { instead: 'Call again in a moment.', alone: true },
  shutting_down: { instead: 'The server is being stopped: call again in a moment.' },
  cancelled: { instead: 'The call was taken back before it had ended. It may have reached the target.' },
  payload_too_large: { instead: 'Send less in one request.' },
  method_not_allowed: { instead: 'Use one of the methods in the schema of the tool.' },
  internal_error: { instead: NOT_YOURS },
  audit_unavailable: { instead: NOT_YOURS },
  storage_error: { instead: NOT_YOURS },
  vault_damaged: { instead: NOT_YOURS },
  vault_missing: { instead: NOT_YOURS },
}

const REDIRECTED =
  'This is about where the target redirected to; with follow_redirects set to false the answer that redirects is given instead.'

/** `notFound`: what the tool at hand calls a credential that is not there. */
export function mcpError({ error, requestId }: RefusedCall, notFound = 'not_found'): McpErrorJson {
  const row = ROWS[error.code] ?? {}
  const { message, details } = error.toPublicBody()
  const hint = [
    details['redirected'] === true ? REDIRECTED : undefined,
    row.instead,
    row.alone === true ? undefined : details['hint'],
  ]
    .filter((part) => typeof part === 'string')
    .join(' ')
  const after = details['retry_after']
  return {
    error: {
      code: codeOf(error, row, notFound),
      message,
      ...(hint === '' ? {} : { hint }),
      ...(typeof after === 'number' ? { retry_after: after } : {}),
      ...(requestId === null ? {} : { request_id: requestId }),
    },
  }
}

function codeOf({ code, details }: VultrinoError, row: Row, notFound: string): string {
  if (code === 'not_found') return notFound
  if (code === 'invalid_request' && details['argument'] === 'type') return 'invalid_type'
  return row.code ?? code
}
