import type { VultrinoError } from '../../domain/errors.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Caller } from '../../manage/management.ts'
import type { PolicyRoom } from '../../manage/policies/policy-room.ts'
import type { Gate } from '../../pipeline/gate.ts'
import type { Handle } from '../../pipeline/index.ts'
import type { Presented } from '../../pipeline/stages.ts'
import type { ControlPlane } from '../../ports/control-plane.ts'

/** A document in Markdown that agents may read: `vultrino://docs/…`. */
export interface McpDoc {
  /** `llm/full-reference.md` */
  readonly name: string
  readonly title: string
  readonly markdown: string
}

/** What an MCP server reaches outside itself. */
export interface McpDeps {
  readonly gate: Gate
  readonly handle: Handle
  readonly control: (caller: Caller) => ControlPlane
  readonly policies: (caller: Caller) => PolicyRoom
  readonly docs: readonly McpDoc[]
  /** Of this program: `0.1.0`. */
  readonly version: string
  /** Largest answer of a target that is given whole, bytes; what is beyond is cut off, and said. */
  readonly maxAnswerSize: number
  /** Largest body of a request to a target, bytes; 0: no limit. */
  readonly maxBodySize: number
  /** Of a new request (UUID). */
  readonly requestId: () => string
  /** Records a refusal that neither request path nor control plane has seen. Throws `audit_unavailable`. */
  readonly onRefused: (
    refused: { readonly requestId: string; readonly ip: string | null; readonly action: string },
    error: VultrinoError,
    principal?: Principal,
  ) => Promise<void>
  /** Told of errors that are the owner's or ours to mend, with their cause. */
  readonly onTrouble: (requestId: string, error: VultrinoError) => void
  /** Calls back when credentials, roles or keys may have changed. Returns what ends it. */
  readonly onChange: (changed: () => void) => () => void
}

/** Who is at the other end of one MCP connection (stdio) or one HTTP request. */
export interface McpPeer {
  /** Unless a call brings an `api_key` of its own. */
  readonly presented: Presented
  readonly ip: string | null
}
