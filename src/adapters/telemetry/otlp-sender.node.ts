import { gzipSync } from 'node:zlib'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OtlpTarget } from '../../domain/telemetry/otlp-settings.ts'

const CONTENT_TYPE = { 'http/json': 'application/json', 'http/protobuf': 'application/x-protobuf' } as const
/** OTLP 1.x, "Retryable Response Codes". */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504])
const ATTEMPTS = 4
const FIRST_PAUSE_MS = 500

/** Why a request was not taken: HTTP status, or the code of the failure. */
type Failure = { readonly reason: string; readonly retry: boolean }

/** Sends to one endpoint, and tells of the first failure of a row. */
export class OtlpSender {
  readonly #target: OtlpTarget
  readonly #onFailure: (reason: string) => void
  #failing = false

  constructor(target: OtlpTarget, onFailure: (reason: string) => void) {
    this.#target = target
    this.#onFailure = onFailure
  }

  /** Sends what is encoded already, more than once if need be. Never throws: what cannot be sent is lost. */
  async send(encoded: Uint8Array, signal: AbortSignal): Promise<void> {
    const body = this.#target.gzip ? gzipSync(encoded) : encoded
    let failure: Failure | null = null
    for (let attempt = 1, pause = FIRST_PAUSE_MS; attempt <= ATTEMPTS; attempt++, pause *= 2) {
      failure = await this.#attempt(body, signal)
      if (failure?.retry !== true || attempt === ATTEMPTS) break
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined)
      if (signal.aborted) break
    }
    if (failure !== null && !this.#failing) this.#onFailure(failure.reason)
    this.#failing = failure !== null
  }

  async #attempt(body: Uint8Array, signal: AbortSignal): Promise<Failure | null> {
    const { url, protocol, gzip, headers, timeoutMs } = this.#target
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          ...Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value.reveal()])),
          ...(gzip ? { 'content-encoding': 'gzip' } : {}),
          'content-type': CONTENT_TYPE[protocol],
        },
        body: Uint8Array.from(body),
        // The fields may hold a key, which is for this endpoint and no other.
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      await answer.body?.cancel()
      return answer.ok ? null : { reason: String(answer.status), retry: RETRYABLE.has(answer.status) }
    } catch (thrown) {
      return { reason: codeOf(thrown), retry: true }
    }
  }
}

/** Messages are left out: they may quote what was sent. */
function codeOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string') {
    return cause.code
  }
  return cause instanceof Error ? cause.name : 'unknown failure'
}
