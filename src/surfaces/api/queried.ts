import type { z } from 'zod'
import { VultrinoError } from '../../domain/errors.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Gate } from '../../pipeline/gate.ts'
import type { AuditDesk } from '../../ports/audit-desk.ts'
import type { ApiRequest } from './api.ts'
import { readQuery } from './read-query.ts'
import type { Done, Route } from './route.ts'

/** What an act of the audit desk is called with. */
interface Call<A> {
  readonly desk: AuditDesk
  readonly asked: A
  readonly signal: AbortSignal
  /** Whether the caller is still let in, as who they were; asked of what goes on for long. */
  readonly mayGoOn: () => boolean
}

type Row<Q extends z.ZodObject, A> = Omit<Route, 'serve' | 'body' | 'query'> & {
  readonly query: Q
  /** What is asked, by the query and the head of the request. Throws `invalid_request`. */
  readonly read: (query: z.output<Q>, request: ApiRequest) => A
  readonly act: (call: Call<A>) => Promise<Done>
}

/** An endpoint that is one act of the audit desk, asked by a query string. */
export function queried<Q extends z.ZodObject, A>({ read, act, ...row }: Row<Q, A>): Route {
  return {
    ...row,
    serve: async (request, _name, { gate, audit }, known) => {
      const { requestId, ip, presented } = request
      const principal = await gate.identify(presented, ip)
      known.principal = principal
      known.quota = gate.admit(principal, 'management')
      const asked = read(readQuery(request.path, row.query), request)
      const desk = audit({ surface: 'api', ip, principal, requestId })
      known.recorded = true
      return act({ desk, asked, signal: request.signal, mayGoOn: () => isUnchanged(gate, principal) })
    },
  }
}

/** Whoever has other rights than at the beginning asks again. */
function isUnchanged(gate: Gate, principal: Principal): boolean {
  try {
    return gate.recheck(principal) === principal
  } catch (thrown) {
    // While the vault cannot be read nothing says that what was begun should end.
    if (thrown instanceof VultrinoError) return true
    throw thrown
  }
}
