import type { Surface } from '../../src/domain/audit-event.ts'
import { NO_POLICIES, createPolicySet, type PolicySet } from '../../src/domain/policy/policy-set.ts'
import { parsePolicyFile } from '../../src/domain/policy/parse-policy-file.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { RequestOptions } from '../../src/domain/server-options.ts'
import { createPolicyRoom } from '../../src/manage/policies/create-policy-room.ts'
import type { PolicyRoom, Tried } from '../../src/manage/policies/policy-room.ts'
import type { Upstream } from '../../src/ports/upstream.ts'
import { Desk } from '../manage/desk.ts'
import { OPTIONS, spineOver, type Spine } from '../pipeline/spine.ts'

/** Answers every request at once: what is asked about is whether it gets there. */
export class Target implements Upstream {
  sent = 0
  stats(): ReturnType<Upstream['stats']> {
    return { pools: 0, connected: 0, free: 0, running: 0, queued: 0 }
  }
  async send(): ReturnType<Upstream['send']> {
    this.sent += 1
    const body = (async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(new Uint8Array())
    })()
    return Promise.resolve({ status: 200, statusText: 'OK', headers: [], body, trailers: () => [] })
  }
  async close(): Promise<void> {
    await Promise.resolve()
  }
}

export const tried = (changes: Partial<Tried> & Pick<Tried, 'credential' | 'url'>): Tried => ({
  method: 'GET',
  headers: [],
  body: null,
  ...changes,
})

/** One vault, its request path, and rooms in which the same is asked. */
export class Installation implements Disposable {
  readonly desk: Desk
  readonly target = new Target()
  readonly spine: Spine
  readonly #options: RequestOptions
  readonly #source: { current: PolicySet } = { current: NO_POLICIES }
  stale = false

  private constructor(desk: Desk, options: Partial<RequestOptions>) {
    this.desk = desk
    desk.now = Date.now()
    this.#options = { ...OPTIONS, ...options }
    this.spine = spineOver(desk.scratch, desk.management.vault, {
      clock: desk.management.clock,
      upstream: this.target,
      options,
      policies: this.#source,
    })
  }

  static async open(options: Partial<RequestOptions> = {}): Promise<Installation> {
    return new Installation(await Desk.open(), options)
  }

  setPolicies(text: string, byDefault: 'allow' | 'deny' = 'allow'): void {
    this.#source.current = createPolicySet(
      parsePolicyFile('/p.toml', new TextEncoder().encode(text)),
      byDefault,
    )
  }

  room(principal: Principal, surface: Surface = 'http'): PolicyRoom {
    return createPolicyRoom(
      {
        policies: this.#source,
        stale: () => this.stale,
        limits: this.spine.state.limits,
        options: this.#options,
      },
      { ...this.desk.management, caller: { principal, surface, ip: '127.0.0.1' } },
    )
  }

  /** What the real request path makes of it: the code of its refusal, or `null`. */
  async really(asked: Tried, token: Secret): Promise<string | null> {
    const { body } = asked
    const outcome = await this.spine.handle({
      requestId: 'r',
      surface: asked.surface ?? 'http',
      presented: { kind: 'token', token },
      ip: '127.0.0.1',
      alias: asked.credential,
      url: asked.url,
      method: asked.method,
      headers: asked.headers,
      body:
        body === null
          ? null
          : (async function* () {
              yield await Promise.resolve(body)
            })(),
      bodyLength: body?.byteLength ?? null,
      signal: new AbortController().signal,
    })
    if (!outcome.ok) return outcome.error.code
    const { body: answer } = outcome.answer
    if (!(answer instanceof Uint8Array)) await answer[Symbol.asyncIterator]().next()
    return null
  }

  [Symbol.dispose](): void {
    this.spine.state.close()
    this.desk[Symbol.dispose]()
  }
}
