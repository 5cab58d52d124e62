import { identityJson } from '../../json/identity-json.ts'
import { managed } from '../managed.ts'
import type { Route } from '../route.ts'
import { identity } from '../schemas/identity-schemas.ts'

export const IDENTITY_ROUTES: readonly Route[] = [
  managed({
    method: 'GET',
    path: '/v1/whoami',
    operationId: 'whoAmI',
    summary: 'Who you are here, and what you may do',
    tag: 'Identity',
    needs: 'Nothing but to be let in.',
    status: 200,
    answer: identity,
    errors: [],
    act: async ({ control }) => ({ value: identityJson(await control.whoAmI()) }),
  }),
]
