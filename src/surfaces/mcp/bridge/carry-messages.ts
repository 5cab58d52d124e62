import { VultrinoError } from '../../../domain/errors.ts'
import type { HeaderList } from '../../../domain/header-list.ts'
import { noMessage, notJson, refusalLine, tooLong, troubleLine } from './bridge-error.ts'
import type { BridgeAnswer, BridgeDeps } from './bridge-deps.ts'
import { linesOf } from './lines.ts'
import { messageHeaders, readMessage, readServerMessage, type ClientMessage } from './message.ts'
import { readAnswer } from './read-answer.ts'
import { RemoteSession } from './remote-session.ts'

/** Requests under way at once; the others wait their turn. */
const MOST_UNDER_WAY = 64
/** Messages that wait, until no more are read. */
const MOST_WAITING = 10_000
/** How long calls under way may still take when the client has closed its side, milliseconds. */
const DRAIN_MS = 10_000

/**
 * Carries messages between an MCP client at stdin and stdout and `/mcp` of a running server, which decides and records
 * everything. Resolves when the client has closed its side and what it asked for is answered, or the signal aborts.
 */
export async function carryMessages(deps: BridgeDeps): Promise<void> {
  const bridge = new Bridge(deps)
  try {
    await bridge.run()
  } finally {
    await bridge.close()
  }
}

class Bridge {
  readonly #deps: BridgeDeps
  readonly #session: RemoteSession
  readonly #end = new AbortController()
  readonly #underWay = new Map<string | number, AbortController>()
  readonly #carried = new Set<Promise<void>>()
  readonly #turns: (() => void)[] = []
  #sending = 0

  constructor(deps: BridgeDeps) {
    this.#deps = deps
    this.#session = new RemoteSession(deps, this.#end.signal)
    deps.signal.addEventListener('abort', () => this.#end.abort(), { once: true })
    if (deps.signal.aborted) this.#end.abort()
  }

  async run(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      if (this.#end.signal.aborted) resolve()
      this.#end.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([this.#read(), ended])
  }

  async close(): Promise<void> {
    this.#session.stopListening()
    if (!this.#end.signal.aborted) await this.#session.end()
    this.#end.abort()
    await Promise.allSettled(this.#carried)
  }

  async #read(): Promise<void> {
    for await (const text of linesOf(this.#deps.input)) {
      const message = text === undefined ? undefined : readMessage(text)
      if (text === undefined) await this.#deps.write(tooLong())
      else if (message === undefined) await this.#deps.write(notJson())
      else if (message.ids.length > 0 && message.method !== 'initialize') this.#carry(message)
      // The order of these matters to those that follow.
      else await this.#exchange(message)
      if (this.#turns.length >= MOST_WAITING) await Promise.race(this.#carried)
    }
    // What lasts until it is taken back is never answered.
    for (const stream of this.#standing) stream.abort()
    const drained = new AbortController()
    await Promise.race([Promise.allSettled(this.#carried), this.#deps.wait(DRAIN_MS, drained.signal)])
    drained.abort()
  }

  readonly #standing = new Set<AbortController>()

  #carry(message: ClientMessage): void {
    const carried = this.#inTurn(message).finally(() => this.#carried.delete(carried))
    this.#carried.add(carried)
  }

  async #inTurn(message: ClientMessage): Promise<void> {
    const lasting = message.method === 'subscriptions/listen'
    if (!lasting && this.#sending >= MOST_UNDER_WAY) {
      await new Promise<void>((resolve) => this.#turns.push(resolve))
    } else if (!lasting) this.#sending++
    try {
      await this.#exchange(message)
    } finally {
      if (!lasting) {
        const next = this.#turns.shift()
        if (next === undefined) this.#sending--
        else next()
      }
    }
  }

  async #exchange(message: ClientMessage): Promise<void> {
    const { ids, cancels, revision } = message
    if (cancels !== undefined) {
      // Since 2026-07-28 a request is taken back by ending its stream; before, by saying so as well.
      if (revision === undefined) await this.#post(message, this.#end.signal).catch(() => undefined)
      this.#underWay.get(cancels)?.abort()
      return
    }
    const taken = new AbortController()
    const signal = AbortSignal.any([taken.signal, this.#end.signal])
    for (const id of ids) this.#underWay.set(id, taken)
    if (message.method === 'subscriptions/listen') this.#standing.add(taken)
    const open = new Set(ids)
    try {
      await this.#answer(message, open, signal)
    } catch (thrown) {
      if (!signal.aborted) for (const id of open) await this.#deps.write(troubleLine(id, thrown))
    } finally {
      for (const id of ids) this.#underWay.delete(id)
      this.#standing.delete(taken)
    }
  }

  /** `open`: what is not answered yet. */
  async #answer(message: ClientMessage, open: Set<string | number>, signal: AbortSignal): Promise<void> {
    const answer = await this.#post(message, signal)
    if (answer.status >= 300) {
      // A redirect is not followed: the key is for the server that was named.
      let said = ''
      for await (const text of readAnswer(answer)) said ||= text
      for (const id of open) await this.#deps.write(refusalLine(id, answer.status, said))
      return
    }
    for await (const text of readAnswer(answer)) {
      const read = readServerMessage(text)
      if (read === undefined) throw noMessage()
      for (const id of read.answers) open.delete(id)
      if (message.method === 'initialize') this.#session.began(message.text, answer.headers, text)
      await this.#deps.write(`${text}\n`)
    }
    if (message.method === 'notifications/initialized') this.#session.listen()
    if (open.size > 0 && !signal.aborted) {
      throw new VultrinoError('server_unreachable', {
        reason: 'it closed the connection before it had answered, so it is not known what came of it',
      })
    }
  }

  /** A session that the server does not know any more is begun anew, once. */
  async #post(message: ClientMessage, signal: AbortSignal): Promise<BridgeAnswer> {
    const send = (): Promise<BridgeAnswer> => {
      const modern = messageHeaders(message)
      const fields: HeaderList = modern.length > 0 ? modern : this.#session.headers(message.method)
      return this.#session.post(message.text, fields, signal)
    }
    const answer = await send()
    const lost = answer.status === 404 && message.revision === undefined && message.method !== 'initialize'
    if (!lost || !(await this.#session.renew(signal))) return answer
    return send()
  }
}
