/** What a signal ends. */
export interface Cancellable {
  cancel(): void
}

/**
 * What one signal ends, with one listener for good. A client's connection has one signal for all of its requests; a
 * listener for each of them is dear: Node lets go of a listener that was taken away, and of all that it leads to, only
 * with the next full garbage collection.
 */
export class Cancellation {
  readonly #under: Cancellable[] = []

  private constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.#fire())
  }

  static of(signal: AbortSignal): Cancellation {
    let cancellation = CANCELLATIONS.get(signal)
    if (cancellation === undefined) {
      cancellation = new Cancellation(signal)
      CANCELLATIONS.set(signal, cancellation)
    }
    return cancellation
  }

  /** Until `leave`. */
  enter(one: Cancellable): void {
    this.#under.push(one)
  }

  leave(one: Cancellable): void {
    const at = this.#under.indexOf(one)
    if (at === -1) return
    const last = this.#under.pop()
    if (last !== undefined && last !== one) this.#under[at] = last
  }

  #fire(): void {
    for (const one of this.#under.splice(0)) one.cancel()
  }
}

const CANCELLATIONS = new WeakMap<AbortSignal, Cancellation>()
