import type { VultrinoError } from '../../domain/errors.ts'
import type { Inbound, Outcome } from '../../pipeline/stages.ts'
import type { Api } from '../api/api.ts'
import type { McpEndpoint } from '../mcp/http/mcp-endpoint.ts'
import type { CallerRules } from './caller-rules.ts'
import type { Connection } from './connection.node.ts'

/** A request that was refused before the request path saw it. */
export interface Refusal {
  readonly requestId: string
  readonly ip: string | null
  readonly method: string
  readonly error: VultrinoError
}

/** What every exchange of one server shares. */
export interface FrontDoor {
  readonly handle: (inbound: Inbound) => Promise<Outcome>
  /** `/v1/*`, if it is served. */
  readonly api: Api | undefined
  /** `/mcp`, if it is served. */
  readonly mcp: Pick<McpEndpoint, 'serve'> | undefined
  readonly callerRules: CallerRules
  readonly nextId: () => string
  /** Finds out whether the caller at the other end is the OS user who runs this server, and notes it on the connection. */
  readonly isOwner: (connection: Connection) => Promise<boolean>
  readonly health: Uint8Array
  /** Records a refusal of the front door's own; a throw becomes the answer instead. */
  readonly onRefused: (refusal: Refusal) => Promise<void>
  /** Told of an error that is ours to mend, with its cause. */
  readonly onInternalError: (requestId: string, error: VultrinoError) => void
  /** Set once no new connections are taken: every answer is then its connection's last. */
  draining: boolean
}
