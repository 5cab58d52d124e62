import { VultrinoError } from '../errors.ts'

/** What following one byte costs, and what coming to a place that may be read in several ways does. */
export const STEP = 2
const FORK = 16
/** What a search may cost, and how much more for each byte: past this it would hold up everybody else. */
const ALLOWED = 16_000_000
const ALLOWED_PER_BYTE = 512
/** Ordinary text has fewer forks than this, and is better off if none is remembered. */
const FORKS_FORGOTTEN = 1000
const BYTES_PER_FORK_FORGOTTEN = 16

/**
 * Which ways through the readings of some data were gone already. A run of backslashes reads in very many ways: each
 * place is then reached in the same state from many beginnings, and only the first goes on from there. The matches
 * it finds cover what the later ones would have found, as they begin earlier.
 */
export class Ways {
  #left = 0
  #allowed = 0
  #forgotten = 0
  /** By place. */
  readonly #gone = new Map<number, Set<number>>()
  /** Nothing is remembered of places before this. */
  #from = 0

  /** A new search in so many bytes. */
  begin(size: number): void {
    this.#allowed = ALLOWED + ALLOWED_PER_BYTE * size
    this.#left = this.#allowed
    this.#forgotten = FORKS_FORGOTTEN + size / BYTES_PER_FORK_FORGOTTEN
    this.again()
  }

  /** What the search has cost so far. */
  get spent(): number {
    return this.#allowed - this.#left
  }

  /** From here on beginnings are tried from the first again, in rising order. */
  again(): void {
    if (this.#gone.size > 0) this.#gone.clear()
    this.#from = 0
  }

  /** Needles are tried from here on: what was remembered of earlier places is of no more use. */
  from(place: number): void {
    if (this.#gone.size === 0) return
    for (let at = Math.max(this.#from, 0); at < place; at += 1) this.#gone.delete(at)
    this.#from = place
  }

  /** Whether this way was gone from there before; it is from now on. Throws as `spend`. */
  gone(place: number, way: number): boolean {
    this.spend(FORK)
    this.#forgotten -= 1
    if (this.#forgotten > 0) return false
    let ways = this.#gone.get(place)
    if (ways === undefined) {
      ways = new Set()
      this.#gone.set(place, ways)
    }
    const size = ways.size
    return ways.add(way).size === size
  }

  /** Throws `unscannable_response` once the data cost more than data may. */
  spend(cost: number): void {
    this.#left -= cost
    if (this.#left < 0)
      throw new VultrinoError('unscannable_response', { reason: 'it can be read in too many ways' })
  }
}

/** Shared by all searches, of which one runs at a time. */
export const WAYS = new Ways()
