import { CODE_POINT, EscapeReader, INCOMPLETE, MOST_READINGS } from './escapes.ts'

/** Places of which the readings are remembered: a power of two. */
const SLOTS = 512
/** Each reading may stand for a byte and for the character of that number. */
const ROOM = 2 * MOST_READINGS
const MOST_ROUNDS = 2 ** 31

/**
 * What the bytes at a place may stand for besides themselves: a list of values (see `EscapeReader`) and of where each
 * ends, the last of them `INCOMPLETE` where it takes more bytes to tell. What was worked out last is remembered.
 */
export class Readings {
  /** The readings of the place asked for last are those from `from` up to `to`. */
  from = 0
  to = 0
  readonly values = new Int32Array(SLOTS * ROOM)
  readonly ends = new Int32Array(SLOTS * ROOM)
  /** By which reading of `EscapeReader` each was made. */
  readonly numbers = new Uint8Array(SLOTS * ROOM)
  readonly escapes = new EscapeReader()
  readonly #places = new Int32Array(SLOTS)
  /** Of which data each is; none: 0. */
  readonly #rounds = new Uint32Array(SLOTS)
  readonly #counts = new Uint8Array(SLOTS)
  #round = 0

  /** What `read` answers are about from now on. `final`: no bytes will follow. */
  begin(data: Uint8Array, final: boolean): void {
    this.escapes.begin(data, final)
    this.#round = this.#round + 1
    if (this.#round === MOST_ROUNDS) {
      this.#rounds.fill(0)
      this.#round = 1
    }
  }

  /** Sets `from` and `to`. */
  read(place: number): void {
    const slot = place & (SLOTS - 1)
    this.from = slot * ROOM
    if (this.#places[slot] !== place || this.#rounds[slot] !== this.#round) {
      this.#rounds[slot] = this.#round
      this.#places[slot] = place
      this.#counts[slot] = this.#work(place, this.from)
    }
    this.to = this.from + (this.#counts[slot] as number)
  }

  #work(place: number, from: number): number {
    const { escapes, values, ends, numbers } = this
    const count = escapes.count(place)
    let to = from
    for (let reading = 0, end = place + 1; reading < count;) {
      const value = escapes.value(place, reading)
      if (value === INCOMPLETE) {
        values[to] = INCOMPLETE
        return to + 1 - from
      }
      const read = escapes.end
      if (read !== end) {
        values[to] = value
        // An escaped byte beyond ASCII may be meant as the character of that number (JavaScript, Python, RFC 5987).
        const both = value >= 0x80 && value < 0x100
        if (both) values[to + 1] = value | CODE_POINT
        for (const last = both ? to + 1 : to; to <= last; to += 1) {
          ends[to] = read
          numbers[to] = reading
        }
      }
      end = read
      reading = escapes.after(reading, value)
    }
    return to - from
  }
}

/** Shared by all searches, of which one runs at a time: each would be larger than what most search for. */
export const READINGS = new Readings()
