import { z } from 'zod'
import { identityJson } from '../../json/identity-json.ts'
import { tool } from '../tool.ts'

export const whoami = tool({
  name: 'whoami',
  title: 'Who am I',
  description:
    'Show as whom Vultrino knows this connection: permissions, credential scopes, API key and role. Use it when something was refused.',
  needs: null,
  action: 'identity.get',
  counted: 'management',
  input: z.strictObject({}),
  output: z.strictObject({
    kind: z.enum(['owner', 'local', 'key']),
    permissions: z.array(z.string()),
    credential_scopes: z.array(z.string()).meta({ description: 'Empty: every credential' }),
    key_name: z.string().nullable(),
    key_prefix: z.string().nullable(),
    role: z.string().nullable(),
    expires_at: z.string().nullable(),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  run: async (_, call) => identityJson(await (await call.control()).whoAmI()),
})
