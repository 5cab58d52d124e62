import { STATUS_CODES } from 'node:http'
import type { Dispatcher } from 'undici'
import { VultrinoError } from '../../domain/errors.ts'
import type { HeaderList } from '../../domain/header-list.ts'
import type { UpstreamAnswer } from '../../ports/upstream.ts'
import { BodyQueue, type Flow } from './body-queue.ts'
import { Cancellation, type Cancellable } from './cancellation.ts'
import { asFailure } from './failures.ts'
import { checkTransferCoding, fieldList } from './raw-fields.node.ts'

export interface ExchangeLimits {
  /** Milliseconds from the end of the request until the head of the answer. */
  readonly head: number
  /** Milliseconds between two chunks of the request's body. */
  readonly idle: number
}

/** Interim answers (1xx) before the real one. */
const MOST_INTERIM = 32

/** One request and its answer, as undici reports them. `answer` settles once; what fails later fails its body. */
export class Exchange implements Dispatcher.DispatchHandler, Flow, Cancellable {
  readonly #head = Promise.withResolvers<UpstreamAnswer>()
  readonly #body = new BodyQueue(this)
  readonly #signal: AbortSignal
  readonly #cancellation: Cancellation
  readonly #limits: ExchangeLimits
  #timer: NodeJS.Timeout
  #uploading: boolean
  #controller: Dispatcher.DispatchController | undefined
  #interim = 0
  #answered = false
  #over = false
  #failure: VultrinoError | undefined
  #trailers: HeaderList = []

  constructor(limits: ExchangeLimits, signal: AbortSignal, hasBody: boolean) {
    this.#limits = limits
    this.#signal = signal
    this.#uploading = hasBody
    this.#timer = setTimeout(late, limits.head, this)
    this.#cancellation = Cancellation.of(signal)
    this.#cancellation.enter(this)
  }

  get answer(): Promise<UpstreamAnswer> {
    return this.#head.promise
  }

  /** Called when the signal fires. */
  cancel(): void {
    this.fail(new VultrinoError('cancelled'))
  }

  /** Ends the exchange from our side: the reader gets the error, the connection is given up. */
  fail(failure: VultrinoError): void {
    if (this.#over) return
    this.#finish()
    this.#failure = failure
    if (this.#answered) this.#body.fail(failure)
    else this.#head.reject(failure)
    // Without a controller it still waits for a connection, and is dropped when it gets one.
    this.#controller?.abort(failure)
  }

  resume(): void {
    this.#controller?.resume()
  }

  abandon(): void {
    if (this.#over) return
    this.#finish()
    this.#controller?.abort(new VultrinoError('cancelled'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#failure !== undefined) controller.abort(this.#failure)
  }

  /** A long upload is no late answer: while the body is under way, only standing still counts. */
  onBodySent(): void {
    if (!this.#uploading || this.#answered || this.#over) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(late, this.#limits.idle, this)
  }

  onRequestSent(): void {
    if (!this.#uploading || this.#answered || this.#over) return
    this.#uploading = false
    clearTimeout(this.#timer)
    this.#timer = setTimeout(late, this.#limits.head, this)
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (this.#over) return
    if (status < 200) {
      this.#interim += 1
      if (this.#interim > MOST_INTERIM) this.fail(tooManyInterim())
      return
    }
    try {
      const headers = fieldList(controller.rawHeaders)
      checkTransferCoding(headers)
      clearTimeout(this.#timer)
      this.#answered = true
      this.#head.resolve({
        status,
        statusText: STATUS_CODES[status] ?? '',
        headers,
        body: this.#body,
        trailers: () => this.#trailers,
      })
    } catch (refused) {
      this.fail(asFailure(refused))
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#body.push(chunk)) controller.pause()
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.#over) return
    this.#trailers = fieldList(controller.rawTrailers)
    this.#finish()
    this.#body.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: unknown): void {
    if (this.#over) return
    this.#finish()
    const failure = this.#signal.aborted ? new VultrinoError('cancelled') : asFailure(error)
    if (this.#answered) this.#body.fail(failure)
    else this.#head.reject(failure)
  }

  /** Called by the timer. */
  late(): void {
    this.fail(
      new VultrinoError('upstream_timeout', {
        reason: this.#uploading ? 'the request body stood still' : 'no answer in time',
      }),
    )
  }

  #finish(): void {
    this.#over = true
    clearTimeout(this.#timer)
    this.#cancellation.leave(this)
  }
}

const late = (exchange: Exchange): void => exchange.late()
const tooManyInterim = (): VultrinoError =>
  new VultrinoError('upstream_error', { reason: 'it sent interim answers without end' })
