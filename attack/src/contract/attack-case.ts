import type { Behaviour, Field } from './behaviour.ts'
import type { Content } from './content.ts'
import type { Http2Frame } from './http2.ts'
import type { CallerName, CredentialName, OriginName } from './laboratory.ts'
import type { Names } from './names.ts'
import type { Play } from './websocket.ts'

/** The families of the threat model; see the README. */
export const FAMILIES = {
  1: 'where it goes',
  2: 'redirects',
  3: 'addresses inside',
  4: 'what comes back',
  5: 'HTTP framing',
  6: 'policy evasion',
  7: 'who asks',
  8: 'web UI',
  9: 'at rest and under faults',
  10: 'plugins',
  11: 'MCP',
} as const
export type Family = keyof typeof FAMILIES

/** The ways into a proxy. A case runs on every surface the proxy has that fits it. */
export const SURFACES = [
  'reverse',
  'json-api',
  'cli',
  'cli-client',
  'mcp',
  'mcp-stdio',
  'absolute-form',
  'connect',
  'h2-client',
  'websocket',
  'web',
] as const
export type Surface = (typeof SURFACES)[number]

/** What a proxy must be able to do for a case to make sense. */
export type Feature =
  /** Rules for paths and methods. */
  | 'policy'
  | 'policy-query'
  | 'policy-body'
  | 'keys'
  /** A caller may choose among several credentials for one origin. */
  | 'several-credentials'
  | 'header-injection'
  | 'basic'
  | 'query-injection'
  /** The proxy itself decides which addresses may be dialled. */
  | 'address-guard'
  | 'wildcard'
  /** It refuses by a status of 4xx; one of 5xx means that it tried. */
  | 'refusal-status'
  /** The laboratory has the origin `inside`. */
  | 'inside-origin'
  /** Management endpoints as Vultrino has them (`own` steps). */
  | 'own-api'
  /** It is started by `Setup.launch`: the laboratory answers when it looks names up. */
  | 'names'
  /** The machine has ::1. */
  | 'ipv6'
  | 'tls-origin'
  | 'h2-origin'
  | 'plugins'
  | 'web-ui'
  /** Files at rest the runner may search, and damage. */
  | 'files'

/** One attempt, or the benign twin of one. Only data. */
export interface AttackCase {
  /** Stable for ever: findings refer to it. Lower case, digits and hyphens. */
  readonly id: string
  readonly family: Family
  readonly kind: 'attack' | 'benign'
  /** What it tries, in one line, for people. */
  readonly title: string
  /** Where it can run: any of these. `[]` for what is about the proxy as a whole. */
  readonly surfaces: readonly Surface[]
  readonly needs: readonly Feature[]
  readonly credential: CredentialName
  /** What origins do; one that is not named here says 200 and `ok`. */
  readonly origins: Readonly<Partial<Record<OriginName, Behaviour>>>
  /** What the name server says; see `STANDING_NAMES` for those that are not here. */
  readonly names?: Names
  readonly steps: readonly Step[]
  readonly expect: Expected
  /** Milliseconds before a case that is not over counts as a hang. 10,000 if left out. */
  readonly limit?: number
}

export type Step = Send | Wire | Dial | Frames | Own | Pause | Finish

/** A request as clients make it, through the proxy. */
export interface Send {
  readonly do: 'send'
  /** Absolute, as the caller spells it: it may be nonsense. `{{origin:named}}/x` */
  readonly url: Content
  /** GET if left out. */
  readonly method?: string
  readonly headers?: readonly Field[]
  readonly body?: Content
  /** Body as chunks (RFC 9112 §7.1) of this size, with these trailers; only on `reverse`. */
  readonly chunked?: { readonly size: number; readonly trailers?: readonly Field[] }
  /** The credential to ask for, if it is not the case's own; any text. */
  readonly ask?: Content
  readonly caller?: CallerName
  /** Goes on beside the steps that follow, until a `finish` step. */
  readonly background?: boolean
  readonly status?: StatusRule
}

/**
 * Bytes on a connection to the proxy, or inside a tunnel on `connect`. `url` gives `{{target}}` its meaning. Only surfaces
 * that are a socket.
 */
export interface Wire {
  readonly do: 'wire'
  readonly url?: Content
  readonly bytes: Content
  /** How the tunnel is made, if not as the URL says. Only on `connect`. */
  readonly tunnel?: TunnelPlan
  /** Written after a pause of milliseconds each. The step's answer is then the last one: none if fewer came. */
  readonly more?: readonly { readonly pause: number; readonly bytes: Content }[]
  /** Bytes for each write, to dribble. */
  readonly piece?: number
  readonly pause?: number
  /** After writing: half-close (`end`), wait (`stay`, the default), or go away at once (`reset`). */
  readonly then?: 'end' | 'stay' | 'reset'
  readonly ask?: Content
  readonly caller?: CallerName
  readonly background?: boolean
  readonly status?: StatusRule
}

/** How a tunnel is made (RFC 9110 §9.3.6). */
export interface TunnelPlan {
  /** In the request line and in `Host`. */
  readonly authority?: Content
  /** In `Host` only. */
  readonly host?: Content
  /** The server name of TLS; empty: none. Certificates are then not compared with it. */
  readonly serverName?: Content
  /** Whether TLS is spoken inside. */
  readonly tls?: boolean
  /** Goes out with the CONNECT request, in one write. `{{target}}` and `{{auth}}` are those of the tunnel's inside. */
  readonly early?: Content
}

/** A WebSocket through the proxy. Only on `websocket`. */
export interface Dial {
  readonly do: 'websocket'
  /** Of http or https. */
  readonly url: Content
  /** Fields of the handshake; one that it has anyway stands in the place of the usual one. */
  readonly headers?: readonly Field[]
  readonly play?: readonly Play[]
  /** It plays at once, without waiting for an answer to the handshake. */
  readonly early?: boolean
  /** Bytes for each write. */
  readonly piece?: number
  /** Afterwards: waits for the other side to close, and closes itself after a silence (if left out), or resets. */
  readonly then?: 'close' | 'reset'
  readonly ask?: Content
  readonly caller?: CallerName
  readonly background?: boolean
  readonly status?: StatusRule
}

/** Frames of HTTP/2 on a connection to the proxy, after preface and settings. Only on `h2-client`. */
export interface Frames {
  readonly do: 'frames'
  readonly url?: Content
  readonly frames: readonly Http2Frame[]
  /** Without the preface and settings of a client: the frames are all. */
  readonly bare?: boolean
  readonly ask?: Content
  readonly caller?: CallerName
  /** Of the answer on stream 1. */
  readonly status?: StatusRule
}

/** A request to an endpoint of the proxy's own. `caller` `null`: without a key. */
export interface Own {
  readonly do: 'own'
  /** Left out: the data port. */
  readonly port?: 'web'
  readonly method: string
  readonly path: Content
  readonly headers?: readonly Field[]
  readonly body?: Content
  readonly caller: CallerName | null
  /** Sent by a person who is signed in; `{{token}}` is then what forms must hold. Only with `port: 'web'`. */
  readonly signedIn?: true
  readonly status?: StatusRule
  /** Bytes that must not stand in the answer, head or body. */
  readonly never?: Content
  /** Bytes that must stand in it: else it was refused for another reason than the one meant, and nothing is proven. */
  readonly holds?: Content
  /** Fields that the answer must have, with a pattern that the value matches. */
  readonly fields?: readonly (readonly [name: string, pattern: string])[]
}

export interface Pause {
  readonly do: 'pause'
  readonly ms: number
}

/** Waits for the send that runs in the background. `cut`: it must have ended by the proxy's doing. */
export interface Finish {
  readonly do: 'finish'
  readonly cut?: boolean
}

/**
 * What the step's answer must have as status. An answer that breaks `refused` or `not` means that something forbidden was
 * done (a leak of a right); one that breaks `is` means that something that must work did not (broken).
 */
export type StatusRule =
  { readonly refused: true } | { readonly not: readonly number[] } | { readonly is: readonly number[] }

/**
 * What a good proxy does. In every case, whatever stands here, a secret that comes back or arrives at an origin that was
 * not named for it is a leak; a proxy that ends or stops answering has crashed.
 */
export type Expected =
  /** No request of the case arrives at any origin (`but`: except these), and the caller is told so. */
  | { readonly is: 'blocked'; readonly but?: readonly OriginName[] }
  /** The secret reaches no origin that was not named for it. What the caller is told is all the same. */
  | { readonly is: 'kept' }
  /** The secret arrives where it belongs, the answer (or a refusal of it) comes back, and the secret is not in it. */
  | { readonly is: 'scrubbed'; readonly keeps?: readonly Content[] }
  /** The secret arrives where it belongs, once, and every step is answered by the target. */
  | { readonly is: 'delivered-clean' }
  /** Anything but a leak, a crash or a hang. */
  | { readonly is: 'contained' }
  /** That, and at most so many requests arrive in all: one more was smuggled. */
  | { readonly is: 'at-most'; readonly requests: number }
  /** Contained, and nothing arrives that the policy of the case's credential forbids, however it is spelt. */
  | { readonly is: 'obeyed' }
  /** A benign twin: see `Same`. */
  | { readonly is: 'untouched'; readonly same: readonly Same[] }
  /** What the proxy leaves behind (logs, audit, files, metrics) after the whole run holds no secret. */
  | { readonly is: 'no-trace'; readonly of: string }
  /** A check that takes code: by its name in `src/run/probes`. */
  | {
      readonly is: 'probe'
      readonly probe: string
      readonly with?: Readonly<Record<string, string | number>>
    }

/**
 * What must be equal in a benign case. Of the answer: what the origin sent against what the caller got. Of the request: what
 * the caller sent against what arrived.
 */
export type Same =
  | 'status'
  | 'reason'
  /** Byte for byte, without transfer coding. */
  | 'body'
  /** Byte for byte, after undoing the content coding on both sides. */
  | 'decoded-body'
  | 'trailers'
  | 'request-body'
  | 'request-method'
  /** Path and query, byte for byte. */
  | 'request-target'
  /** The bytes of the first piece arrive long before the last one is sent. */
  | 'latency'
  /** The upgrade is taken as RFC 6455 has it, and the messages (not control frames) that the target sent arrive. */
  | 'messages'
  /** The messages that the caller sent arrive. */
  | 'request-messages'
  | { readonly header: string }
  | { readonly 'request-header': string }
