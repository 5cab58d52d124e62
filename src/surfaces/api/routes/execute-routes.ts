import type { ErrorCode } from '../../../domain/errors.ts'
import { execute } from '../execute.ts'
import type { Route } from '../route.ts'
import * as schema from '../schemas/execute-schemas.ts'

const errors: readonly ErrorCode[] = [
  'method_not_allowed',
  'forbidden',
  'policy_denied',
  'destination_denied',
  'unbound_credential',
  'approval_required',
  'not_found',
  'credential_changed',
  'payload_too_large',
  'request_timeout',
  'too_many_bodies',
  'upstream_error',
  'unscannable_response',
  'answer_too_large',
  'upstream_timeout',
]

export const EXECUTE_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/execute',
    operationId: 'execute',
    summary: 'Make a request with a credential; the answer comes as JSON',
    tag: 'Execute',
    needs: 'Permission `execute`, the alias in scope, and a target the credential is bound to.',
    status: 200,
    body: schema.execution,
    answer: schema.answer,
    errors,
    serve: execute,
  },
]
