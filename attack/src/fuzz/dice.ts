/** A source of choices that gives the same ones for a seed. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e3779b9) | 1
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return ((this.#state >>> 0) >>> 4) % count
  }

  /** One of these; there must be one. */
  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }
}
