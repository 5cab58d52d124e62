import type { Surface } from '../domain/audit-event.ts'
import type { BoundOrigin } from '../domain/bound-origin.ts'
import type { CredentialInfo } from '../domain/credential.ts'
import type { VultrinoError } from '../domain/errors.ts'
import type { HeaderList } from '../domain/header-list.ts'
import type { Principal } from '../domain/principal.ts'
import type { NeedleSet } from '../domain/scrub/needle-set.ts'
import type { Secret } from '../domain/secret.ts'
import type { Target } from '../domain/target.ts'
import type { Quota } from '../ports/rate-limits.ts'
import type { UpstreamAnswer } from '../ports/upstream.ts'
import type { Permit } from './permit.ts'

declare const stage: unique symbol

/** A value that has passed the stage named `S`. Only the step of that name makes one. */
type At<S extends string, T> = T & { readonly [stage]: S }

/** How the caller presents itself; the surface reports, `authenticate` decides. */
export type Presented =
  /** At the terminal, with the vault password already accepted. */
  | { readonly kind: 'owner' }
  /** With a token, whatever it is worth. */
  | { readonly kind: 'token'; readonly token: Secret }
  /** With nothing, over a connection known to come from the OS user who runs the server. */
  | { readonly kind: 'local' }
  /** With nothing, from elsewhere. */
  | { readonly kind: 'nobody' }

/** One request as a surface received it, untrusted. */
export interface Inbound {
  readonly requestId: string
  readonly surface: Surface
  readonly presented: Presented
  /** Peer address, or `null` at the terminal. */
  readonly ip: string | null
  /** The caller's text for the credential, or `undefined` if none was given. */
  readonly alias: string | undefined
  /** The caller's text for the target, an absolute URL. */
  readonly url: string
  readonly method: string
  /** All fields received, the surface's own included. */
  readonly headers: HeaderList
  readonly body: AsyncIterable<Uint8Array> | null
  readonly bodyLength: number | null
  readonly signal: AbortSignal
  /** Ends the exchange from our side, because of `error`: `signal` then aborts with it. */
  cut?(error: VultrinoError): void
  /** Asks the owner whether an unbound credential may go to this origin, once. Only the terminal can offer it. */
  readonly confirmUnbound?: (alias: string, origin: string) => Promise<boolean>
}

/** The request, parsed: from here on nobody looks at the caller's text for target, alias or method again. */
export type Received = At<
  'received',
  { readonly inbound: Inbound; readonly alias: string; readonly target: Target }
>
export type Identified = At<'identified', { readonly received: Received; readonly principal: Principal }>
export type Admitted = At<
  'admitted',
  {
    readonly received: Received
    readonly principal: Principal
    /** What is left of the caller's limit; `null`: none applies. */
    readonly quota: Quota | null
  }
>
export type Authorized = At<
  'authorized',
  {
    readonly received: Received
    readonly principal: Principal
    readonly credential: CredentialInfo
  }
>
export type Destined = At<
  'destined',
  {
    readonly received: Received
    readonly principal: Principal
    readonly credential: CredentialInfo
    /** The part of the binding that names this target; `null` while only a policy could still allow it. */
    readonly bound: BoundOrigin | null
  }
>
/** A permit whose intended use stands in the audit log. */
export type Recorded = At<'recorded', { readonly permit: Permit }>
export type Armed = At<
  'armed',
  {
    readonly inbound: Inbound
    readonly target: Target
    readonly alias: string
    /** Path and query as they will be sent, with the secret in it where it travels there. */
    readonly path: string
    readonly headers: HeaderList
    /** CIDR blocks beyond the public Internet that may be dialled. */
    readonly addresses: readonly string[]
    /** What must not come back. */
    readonly needles: NeedleSet
    /** The same as the vault is now: it may change while the answer is under way. Throws what `CredentialSource.unseal` throws. */
    readonly needlesNow: () => NeedleSet
  }
>
export type Forwarded = At<'forwarded', { readonly armed: Armed; readonly answer: UpstreamAnswer }>

/** A clean answer: nothing in it holds a secret that the request path knows of. */
export interface Answer {
  readonly status: number
  readonly statusText: string
  readonly headers: HeaderList
  /** The whole body where it was small, so that a surface can answer in one write; else a stream. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
  trailers(): HeaderList
}

/** `quota`: what is left of the caller's limit, for our own answers to say; `null`: none applies, or not known. */
export type Outcome =
  | { readonly ok: true; readonly answer: Answer; readonly quota?: Quota | null }
  | { readonly ok: false; readonly error: VultrinoError; readonly quota?: Quota | null }
