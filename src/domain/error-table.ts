import type { ErrorRow } from './error-row.ts'
import { TROUBLE } from './trouble.ts'
import { UPSTREAM_HINTS } from './upstream-hints.ts'

/** The closed set of errors. Messages and hints are constants; variables travel in `details`, never secret. */
export const ERRORS = {
  invalid_request: { status: 400, exit: 2, message: 'Invalid request: {reason}' },
  missing_credential: {
    status: 400,
    exit: 2,
    message: 'X-Vultrino-Credential header is required',
    hint: 'Name the credential by its alias in the X-Vultrino-Credential header; `vultrino list` shows the aliases',
  },
  unauthorized: {
    status: 401,
    exit: 4,
    message: 'Invalid or expired API key',
    // One text for keys that are unknown, expired, revoked, or without a role: which of these is not the caller's to know.
    hint: 'Send a valid key as "Authorization: Bearer vk_…"; the owner makes one with: vultrino key create NAME --role ROLE',
    forKind: {
      sign_in: {
        message: 'Invalid credentials',
        hint: 'Sign in with the username and password given to `vultrino init`; if they are lost, remove admin.json and run `vultrino init` again',
      },
      password: {
        message: 'The present password is wrong',
        hint: 'Type the password you signed in with',
      },
    },
  },
  forbidden: {
    status: 403,
    exit: 4,
    message: "Permission denied for credential '{alias}'",
    hint: "It takes a role with the {permission} permission whose scopes cover this alias: `vultrino whoami` shows the caller's, the owner changes it with: vultrino role update ROLE --permissions PERMS --scopes PATTERNS",
    forKind: {
      credentials: {
        message: 'Permission denied: this needs the {permission} permission',
        hint: "`vultrino whoami` shows the caller's role, the owner changes it with: vultrino role update ROLE --permissions PERMS",
      },
      access: {
        message: 'Permission denied: roles and API keys are managed by those who may do everything',
        hint: 'Use a key whose role has all five permissions and no scopes, or the command line of the owner',
      },
      inside: {
        message:
          'Permission denied: binding to this machine or a private network is for those who may do everything',
        hint: 'The owner binds it with: vultrino bind ALIAS HOST',
      },
      owner: {
        message: 'Permission denied: only the owner may do this',
        hint: 'The owner does it at the command line, with the vault password',
      },
    },
  },
  secret_required: {
    status: 403,
    exit: 4,
    message: "Changing this of credential '{alias}' needs its secret to be given again: {reason}",
    hint: 'Give the secret again in "data", or let the owner change it at the command line',
  },
  access_denied: {
    status: 403,
    exit: 4,
    message: 'Access denied: {reason}',
  },
  policy_denied: {
    status: 403,
    exit: 4,
    message: "Policy '{policy}' does not allow this use of credential '{alias}'",
    hint: '`vultrino policy test` shows which rule decides',
  },
  destination_denied: {
    status: 403,
    exit: 4,
    message: "Credential '{alias}' may not be sent to {origin}: {reason}",
    hint: 'If it should be, the owner allows it with: vultrino bind {alias} {origin}',
  },
  unbound_credential: {
    status: 403,
    exit: 4,
    message: "Credential '{alias}' is not bound to any destination",
    hint: 'The owner binds it with: vultrino bind {alias} {origin}',
  },
  approval_required: {
    status: 403,
    exit: 4,
    message: "This use of credential '{alias}' needs a person's approval",
  },
  not_found: {
    status: 404,
    exit: 3,
    message: "Credential '{alias}' not found",
    hint: '`vultrino list` shows the aliases',
    forKind: {
      role: { message: "Role '{name}' not found", hint: '`vultrino role list` shows the roles' },
      key: { message: "API key '{name}' not found", hint: '`vultrino key list` shows the keys' },
      session: {
        message: 'There is no such session, or it was opened with another key',
        hint: 'Begin a new one: send initialize without a session id',
      },
    },
  },
  no_such_endpoint: {
    status: 404,
    exit: 2,
    message: 'There is no such endpoint',
    hint: 'To call a target, put its absolute URL in the path: /https://api.example.com/path',
    forKind: { page: { message: 'There is no such page' } },
  },
  method_not_allowed: { status: 405, exit: 2, message: 'Method not allowed: {reason}' },
  request_timeout: {
    status: 408,
    exit: 1,
    message: 'The request did not arrive in time',
    hint: 'Send all of it without long pauses',
  },
  conflict: {
    status: 409,
    exit: 1,
    message: "Credential '{alias}' already exists",
    hint: 'Change it with `vultrino update {alias}`, or choose another alias',
    forKind: {
      role: {
        message: "Role '{name}' already exists, with other content",
        hint: 'Change it with `vultrino role update {name}`, or choose another name',
      },
      built_in_role: {
        message: "Role '{name}' comes with the product and cannot be changed or deleted",
        hint: 'Make a role of another name',
      },
      key: {
        message: "There is already an API key named '{name}'",
        hint: 'Choose another name, or revoke it first: vultrino key revoke {name}',
      },
      key_prefix: {
        message: "More than one API key begins with '{name}'",
        hint: 'Give more of it, or its name or id: vultrino key list',
      },
    },
  },
  idempotency_mismatch: {
    status: 422,
    exit: 1,
    message: 'This Idempotency-Key was used before, to create something else',
    hint: 'Use a new Idempotency-Key for every new thing',
  },
  credential_changed: {
    status: 409,
    exit: 1,
    message: "Credential '{alias}' was changed while this request was being judged",
    hint: 'Send the request again',
  },
  payload_too_large: {
    status: 413,
    exit: 1,
    message: 'The request body is larger than {limit} bytes',
    hint: 'Raise [server] max_body_size in the configuration',
  },
  expectation_failed: {
    status: 417,
    exit: 2,
    message: 'The only expectation that can be met is "Expect: 100-continue"',
    hint: 'Leave the Expect header out',
  },
  rate_limited: {
    status: 429,
    exit: 4,
    message: 'Too many requests: try again in {retry_after} seconds',
    hint: 'The owner sets the limits under [limits] in the configuration',
    forKind: {
      policy: {
        message:
          "Policy '{policy}' allows no more of this use of credential '{alias}' for {retry_after} seconds",
        hint: 'Wait; the owner sets the limit in the policy',
      },
      sessions: {
        message: 'Too many MCP sessions or streams are in use: try again in {retry_after} seconds',
        hint: 'End those that are not needed; a key may use 100 sessions and 100 streams at a time',
      },
    },
  },
  headers_too_large: {
    status: 431,
    exit: 2,
    message: 'The request has more or longer header fields than this server takes',
    hint: 'Send at most 256 header fields, of 32 KiB together with the URL',
  },
  internal_error: TROUBLE.internal_error,
  upstream_error: {
    status: 502,
    exit: 6,
    message: 'Failed to connect to target server: {reason}',
    hint: 'Check the URL, and that the target is up; then send the request again, if it may be done twice',
    hintFor: UPSTREAM_HINTS,
  },
  unscannable_response: {
    status: 502,
    exit: 6,
    message: "The target's answer could not be searched for secrets and was withheld: {reason}",
    hint: 'Ask the target for an uncompressed answer (Accept-Encoding: identity)',
  },
  answer_too_large: {
    status: 502,
    exit: 6,
    message: "The target's answer is larger than {limit} bytes, and is given whole or not at all",
    hint: 'Call the target through the proxy form (GET /https://…), which streams, or raise [server] max_answer_size',
  },
  audit_unavailable: TROUBLE.audit_unavailable,
  too_many_bodies: {
    status: 503,
    exit: 6,
    message: 'The server has as many request bodies under way as it can hold',
    hint: 'Try again in {retry_after} seconds; send fewer large requests at once',
  },
  shutting_down: {
    status: 503,
    exit: 6,
    message: 'The server is shutting down',
    hint: 'Try again once it runs again',
  },
  upstream_timeout: {
    status: 504,
    exit: 6,
    message: 'The target server did not answer in time: {reason}',
    hint: 'Raise [server] timeout in the configuration',
    hintFor: {
      'no connection in time': 'Raise [upstream] connect_timeout in the configuration',
      'the answer stopped coming': 'Raise [upstream] idle_timeout in the configuration',
      'the request body stood still':
        'Send the body without long pauses, or raise [upstream] idle_timeout in the configuration',
    },
  },
  server_unreachable: {
    status: 502,
    exit: 6,
    message: 'The server that VULTRINO_URL names cannot be reached: {reason}',
    hint: 'Check that it runs and that VULTRINO_URL is right; or unset VULTRINO_URL to work on the vault of this machine',
    forKind: {
      answer: {
        message: 'What VULTRINO_URL names does not answer as a Vultrino server does: {reason}',
        hint: 'VULTRINO_URL is the address of `vultrino serve`, such as http://127.0.0.1:7878; a server of another version may answer otherwise too',
      },
    },
  },
  invalid_arguments: { status: 400, exit: 2, message: '{reason}' },
  invalid_config: { status: 500, exit: 1, message: '{file}:{line}: {reason}' },
  worker_failed: {
    status: 500,
    exit: 5,
    message: 'A server process ended with code {code} before it served',
    hint: 'It has said why, above',
  },
  cancelled: { status: 499, exit: 1, message: 'Cancelled' },
  vault_missing: TROUBLE.vault_missing,
  vault_exists: {
    status: 409,
    exit: 5,
    message: 'There is already a vault at {path}',
    hint: '`vultrino init --force` replaces it and keeps a backup',
  },
  password_required: {
    status: 503,
    exit: 5,
    message: 'The vault password is needed and there is no terminal to ask on',
    hint: 'Set VULTRINO_PASSWORD or VULTRINO_PASSWORD_FILE',
  },
  wrong_password: {
    status: 503,
    exit: 5,
    message: 'The password does not open this vault',
    hint: 'Use the password the vault was made with; if it is right, the header of the file is damaged: restore a backup',
  },
  vault_damaged: TROUBLE.vault_damaged,
  vault_busy: TROUBLE.vault_busy,
  storage_error: TROUBLE.storage_error,
} as const satisfies Record<string, ErrorRow>
