import { asVultrinoError } from '../../../domain/errors.ts'
import { headerValue, type HeaderList } from '../../../domain/header-list.ts'
import type { BridgeAnswer, BridgeDeps } from './bridge-deps.ts'
import { readServerMessage, resultField } from './message.ts'
import { noMessage } from './bridge-error.ts'
import { readAnswer } from './read-answer.ts'

const ACCEPT = ['Accept', 'application/json, text/event-stream']
const JSON_TYPE = ['Content-Type', 'application/json']
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
const END_WAIT_MS = 2000
const INITIALIZED = '{"jsonrpc":"2.0","method":"notifications/initialized"}'
/** After a time in which nobody could tell. */
const CHANGED = ['tools', 'resources', 'prompts'].map(
  (list) => `{"jsonrpc":"2.0","method":"notifications/${list}/list_changed"}\n`,
)

/** What there is between the bridge and the server for clients of revisions before 2026-07-28. */
export class RemoteSession {
  readonly #deps: BridgeDeps
  readonly #signal: AbortSignal
  #id: string | undefined
  #revision: string | undefined
  #initialize: string | undefined
  #listening: AbortController | undefined
  #renewing: Promise<boolean> | undefined

  constructor(deps: BridgeDeps, signal: AbortSignal) {
    this.#deps = deps
    this.#signal = signal
  }

  post(text: string, fields: HeaderList, signal: AbortSignal): Promise<BridgeAnswer> {
    const body = new TextEncoder().encode(text)
    return this.#deps.send({ method: 'POST', headers: [...ACCEPT, ...JSON_TYPE, ...fields], body, signal })
  }

  headers(method?: string): HeaderList {
    if (method === 'initialize') return []
    return [
      ...(this.#id === undefined ? [] : ['Mcp-Session-Id', this.#id]),
      ...(this.#revision === undefined ? [] : ['MCP-Protocol-Version', this.#revision]),
    ]
  }

  /** From the answer to `initialize`. */
  began(initialize: string, headers: HeaderList, result: string): void {
    this.#initialize = initialize
    this.#id = headerValue(headers, 'mcp-session-id')
    this.#revision = resultField(result, 'protocolVersion') ?? this.#revision
  }

  /** The same session for the client, another one for the server. `false`: there is nothing to begin anew. */
  renew(signal: AbortSignal): Promise<boolean> {
    const { id } = { id: this.#id }
    if (id === undefined || this.#initialize === undefined) return Promise.resolve(false)
    this.#renewing ??= this.#begin(this.#initialize, signal).finally(() => (this.#renewing = undefined))
    return this.#renewing
  }

  /** What the server says by itself is carried on, for as long as the bridge is there. */
  listen(): void {
    if (this.#id === undefined || this.#listening !== undefined) return
    this.#listening = new AbortController()
    void this.#follow(AbortSignal.any([this.#listening.signal, this.#signal]))
  }

  stopListening(): void {
    this.#listening?.abort()
  }

  /** Tells the server that it is over, if it can be told soon. */
  async end(): Promise<void> {
    if (this.#id === undefined) return
    const late = new AbortController()
    const ended = this.#deps.send({
      method: 'DELETE',
      headers: this.headers(),
      body: null,
      signal: AbortSignal.any([late.signal, this.#signal]),
    })
    const waited = this.#deps.wait(END_WAIT_MS, late.signal)
    await Promise.race([ended.then(drained, () => undefined), waited])
    late.abort()
  }

  async #begin(initialize: string, signal: AbortSignal): Promise<boolean> {
    const answer = await this.post(initialize, [], signal)
    let result = ''
    for await (const text of readAnswer(answer)) result = text
    if (answer.status !== 200) return false
    this.began(initialize, answer.headers, result)
    await drained(await this.post(INITIALIZED, this.headers(), signal))
    return true
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let wait = FIRST_WAIT_MS
    let missed = false
    while (!signal.aborted) {
      try {
        const answer = await this.#deps.send({
          method: 'GET',
          headers: ['Accept', 'text/event-stream', ...this.headers()],
          body: null,
          signal,
        })
        if (answer.status === 405) {
          await drained(answer)
          return
        }
        if (answer.status === 404) await this.renew(signal)
        if (answer.status === 200) {
          if (missed) await this.#deps.write(CHANGED.join(''))
          missed = true
          wait = FIRST_WAIT_MS
          for await (const text of readAnswer(answer)) {
            if (readServerMessage(text) === undefined) throw noMessage()
            await this.#deps.write(`${text}\n`)
          }
        } else await drained(answer)
      } catch (thrown) {
        // It may come back: whoever asks for something meanwhile is told.
        if (asVultrinoError(thrown).code === 'cancelled') return
      }
      await this.#deps.wait(wait, signal)
      wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    }
  }
}

async function drained({ body }: BridgeAnswer): Promise<void> {
  const chunks = body[Symbol.asyncIterator]()
  while ((await chunks.next()).done !== true);
}
