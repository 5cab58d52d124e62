/** Work that can be left off after each step, and comes to a `T`. */
export type Steps<T> = Generator<undefined, T, undefined>

/** Does all of it now. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}
