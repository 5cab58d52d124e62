import { z } from 'zod'
import { requestOf } from '../../json/target-request.ts'
import * as field from '../fields.ts'
import { withQuery } from '../target.ts'
import { tool } from '../tool.ts'

export const checkAccess = tool({
  name: 'check_access',
  title: 'Would this request be allowed',
  description:
    'Say whether http_request with the same arguments would be allowed, and why. Nothing is sent, and no limit is used up.',
  needs: 'execute',
  action: 'policy.check',
  counted: 'management',
  input: z.strictObject({
    credential: field.alias('Alias of the credential that would be used'),
    method: field.method,
    url: field.url,
    query: field.query.optional(),
    headers: field.headers.optional(),
    body: z.string().optional().meta({ description: 'Request body, where a policy looks at it' }),
  }),
  output: z.strictObject({
    allowed: z.boolean(),
    error: z.string().nullable().meta({ description: 'Code of the error that http_request would answer' }),
    why: z.string(),
    policy: z.string().nullable().meta({ description: 'The policy that decides' }),
    rule: z.string().nullable().meta({ description: 'Its rule' }),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  run: async ({ credential, method, url, query, headers, body }, call) => {
    const room = await call.policies()
    const request = requestOf({ method, url: withQuery(url, query), headers, body }, call.version)
    const { allowed, error, why, answer } = await room.check({ credential, ...request })
    return {
      allowed,
      error: error === null ? null : (CODES[error] ?? error),
      why,
      policy: answer?.policy ?? null,
      rule: answer?.rule ?? null,
    }
  },
})

/** Named as `http_request` names them. */
const CODES: Readonly<Record<string, string>> = {
  forbidden: 'permission_denied',
  not_found: 'credential_not_found',
}
