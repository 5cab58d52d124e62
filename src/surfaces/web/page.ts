import type { html } from 'hono/html'
import type { Secret } from '../../domain/secret.ts'
import type { Caller } from '../../manage/management.ts'
import type { PolicyRoom } from '../../manage/policies/policy-room.ts'
import type { AuditDesk } from '../../ports/audit-desk.ts'
import type { ControlPlane } from '../../ports/control-plane.ts'
import type { Session } from '../../ports/sessions.ts'
import type { Form } from './form.ts'
import type { WebDeps } from './web-deps.ts'

/** Markup in which every text was escaped: what the tag `html` of `hono/html` gives. */
export type Html = ReturnType<typeof html>

/** What is above every signed-in page; the one that is open is marked. */
export type Place =
  | 'dashboard'
  | 'credentials'
  | 'roles'
  | 'keys'
  | 'policies'
  | 'audit'
  | 'connect'
  | 'health'
  | 'settings'
  | 'docs'

/** A signed-in request, as pages see it. */
export interface Visit {
  readonly deps: WebDeps
  readonly caller: Caller
  readonly session: Session
  readonly control: ControlPlane
  readonly audit: AuditDesk
  readonly policies: PolicyRoom
  /** Of the path: `/credentials/:alias` → `alias`, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** What was sent with POST; its CSRF token was checked. Empty for GET. */
  readonly form: Form
  /** Asked by htmx for a part of the page (`HX-Request`); pages that have none give the whole. */
  readonly partial: boolean
  /** Goes into every form: a hidden field. */
  readonly csrf: Html
  readonly signal: AbortSignal
}

/** A sentence above the next page, one of the table in `notices.ts`; never a text of somebody's. */
export type NoticeName = string

/** What a page gives. */
export type Shown =
  | {
      readonly kind: 'page'
      readonly title: string
      readonly place: Place
      readonly body: Html
      /** 200 where left out; a form that was refused is shown again with 422. */
      readonly status?: number
    }
  | { readonly kind: 'fragment'; readonly body: Html; readonly status?: number }
  /** 303. `to`: a path of ours. */
  | {
      readonly kind: 'redirect'
      readonly to: string
      readonly notice?: NoticeName
      /** The session goes on under this token; `null`: it is over. Only signing in and out, and a new password, say so. */
      readonly session?: Secret | null
    }
  | {
      readonly kind: 'raw'
      readonly type: string
      readonly body: Uint8Array | string | ReadableStream<Uint8Array>
      /** Offered for saving under this name. */
      readonly filename?: string
    }

/** One page, or one thing a form does. Throws `VultrinoError`: `not_found` and the like become pages. */
export interface Route {
  readonly method: 'GET' | 'POST'
  /** `/credentials/:alias/edit` */
  readonly path: string
  serve(visit: Visit): Promise<Shown>
}
