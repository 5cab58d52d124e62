import type { Secret } from '../../domain/secret.ts'
import type { SignInFrom } from '../../manage/sign-in/sign-in.ts'
import type { Session } from '../../ports/sessions.ts'
import { readCookies, type CookieKind } from './cookies.ts'
import type { WebDeps, WebRequest } from './web-deps.ts'

/** Who is signed in, and by which token: that of their cookie, which nothing but forms and cookies is made from. */
export interface SignedIn {
  readonly session: Session
  readonly token: Secret
}

/** One request, and what was found out about it so far. */
export class Arrival {
  readonly deps: WebDeps
  readonly request: Request
  readonly requestId: string
  readonly ip: string | null
  readonly peer: string | null
  readonly https: boolean
  readonly url: URL
  /** Whether cookies are marked `Secure`. */
  readonly secure: boolean
  #signedIn: Promise<SignedIn | null> | undefined

  constructor(deps: WebDeps, { request, requestId, ip, peer, https }: WebRequest) {
    this.deps = deps
    this.request = request
    this.requestId = requestId
    this.ip = ip
    this.peer = peer
    this.https = https
    this.url = new URL(request.url)
    const { cookieSecure } = deps.options
    this.secure = cookieSecure === 'auto' ? https : cookieSecure
  }

  /** As htmx asks for a part of a page. */
  get partial(): boolean {
    const { headers } = this.request
    const part = headers.get('HX-Request') === 'true' && headers.get('HX-Request-Type') !== 'full'
    return part && headers.get('HX-Boosted') !== 'true'
  }

  get from(): SignInFrom {
    const { requestId, ip, peer } = this
    return { requestId, ip, peer, userAgent: this.request.headers.get('User-Agent') }
  }

  cookies(kind: CookieKind): readonly Secret[] {
    return readCookies(this.request.headers.get('Cookie'), kind, this.secure)
  }

  /** Looked up once; `null` for nobody. Throws `storage_error`. */
  signedIn(): Promise<SignedIn | null> {
    return (this.#signedIn ??= this.#resume())
  }

  async #resume(): Promise<SignedIn | null> {
    for (const token of this.cookies('session')) {
      const session = await this.deps.signIn.resume(token, this.peer)
      if (session !== undefined) return { session, token }
    }
    return null
  }
}
