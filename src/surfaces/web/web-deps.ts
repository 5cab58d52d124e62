import type { VultrinoError } from '../../domain/errors.ts'
import type { Caller } from '../../manage/management.ts'
import type { PolicyRoom } from '../../manage/policies/policy-room.ts'
import type { SignIn } from '../../manage/sign-in/sign-in.ts'
import type { AuditDesk } from '../../ports/audit-desk.ts'
import type { ControlPlane } from '../../ports/control-plane.ts'

/** A file of the pages, served under a name that changes with its content. */
export interface Asset {
  /** `/assets/style.1a2b3c4d.css` */
  readonly path: string
  readonly type: string
  readonly bytes: Uint8Array
  /** The same, compressed once and for all (RFC 1952), for browsers that take it. */
  readonly gzip?: Uint8Array
}

/** By the names pages call them. */
export interface Assets {
  readonly style: Asset
  /** htmx. */
  readonly htmx: Asset
  /** Ours. */
  readonly script: Asset
  readonly icon: Asset
}

/** A document in Markdown. */
export interface Doc {
  /** `/llm/full-reference.md` */
  readonly path: string
  /** As links between documents name it, without `.md`: `llm-reference`. */
  readonly name: string
  readonly title: string
  readonly markdown: string
}

/** Something about this installation that its owner should know. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'error'
  readonly title: string
  /** What it means and what mends it; empty where all is well. */
  readonly advice: string
}

export interface Health {
  readonly findings: readonly Finding[]
  /** Of the vault file: how often it was changed. */
  readonly generation: number
  readonly startedAt: number
}

export interface WebOptions {
  /** Seconds without activity after which a session ends. */
  readonly sessionTimeout: number
  /** Whether cookies are marked `Secure`; `auto`: where the browser came by HTTPS. */
  readonly cookieSecure: boolean | 'auto'
  /** Where agents reach the proxy, for what people paste: `http://127.0.0.1:7878`. */
  readonly proxyUrl: string
  readonly version: string
}

/** What the pages reach outside themselves. Nothing here is Node's. */
export interface WebDeps {
  readonly signIn: SignIn
  /** The control plane as this caller. */
  readonly control: (caller: Caller) => ControlPlane
  readonly audit: (caller: Caller) => AuditDesk
  readonly policies: (caller: Caller) => PolicyRoom
  readonly health: () => Promise<Health>
  readonly docs: readonly Doc[]
  readonly assets: Assets
  readonly options: WebOptions
  /** Of a new request (UUID). */
  readonly requestId: () => string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Told of errors that are the owner's or ours to mend, with their cause. */
  readonly onTrouble: (requestId: string, error: VultrinoError) => void
  /** Records a refusal that nothing behind the pages saw: of a request that came from another site, or of a forged form. */
  readonly onRefused?: (refusal: WebRefusal) => Promise<void>
}

export interface WebRefusal {
  readonly requestId: string
  readonly ip: string | null
  readonly method: string
  readonly error: VultrinoError
}

/** A request to the web UI, untrusted; its body is limited by whoever received it. */
export interface WebRequest {
  readonly request: Request
  readonly requestId: string
  /** Of the real peer, or what a trusted proxy says of it. */
  readonly ip: string | null
  /** OS user of whoever holds the connection, where that is on this machine; as `SignInFrom`. */
  readonly peer: string | null
  /** Whether the browser came by HTTPS. */
  readonly https: boolean
}

/** Never throws: errors are pages. */
export type Web = (request: WebRequest) => Promise<Response>
