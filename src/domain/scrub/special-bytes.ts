/** Bytes that may begin an escape or a line break: `%`, `&`, `=`, `\`, LF, CR. */
export const SPECIAL: Readonly<Uint8Array> = tableOf('%&=\\\n\r')
/** Bytes of base64 text, and of its escapes. */
const IN_RUN = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=\\%')
/** A line break is taken for one inside base64 only after so many of its characters: no encoder makes shorter lines. */
export const RUN_LENGTH = 24
/** Bytes looked at one by one, once specials are known to be near. */
const NEAR = 8

function tableOf(bytes: string): Uint8Array {
  const table = new Uint8Array(256)
  for (let i = 0; i < bytes.length; i += 1) table[bytes.charCodeAt(i)] = 1
  return table
}

/** How many base64 characters stand just before `at`, at most `RUN_LENGTH`. `before`: how many stand before the data. */
export function runBefore(data: Uint8Array, at: number, before: number): number {
  let run = 0
  while (run < RUN_LENGTH && run < at && IN_RUN[data[at - run - 1] as number] === 1) run += 1
  return run === at ? Math.min(RUN_LENGTH, run + before) : run
}

/** Whether a line break at `at` may fold base64 text. `before`: as of `runBefore`. */
export const foldsAt = (data: Uint8Array, at: number, before: number): boolean =>
  runBefore(data, at, before) === RUN_LENGTH

const FAR_SEARCHED = [0x25, 0x26, 0x3d, 0x5c, 0x0a, 0x0d]

/**
 * Walks the special bytes of some data in order. Where they are near each other it looks at every byte; where they
 * are far apart it lets the byte search of the platform's own kind of bytes (`Buffer`) find them, which is an order
 * faster. That of a plain `Uint8Array` is not.
 */
export class SpecialBytes {
  #data: Uint8Array = new Uint8Array(0)
  readonly #next = new Float64Array(FAR_SEARCHED.length)

  begin(data: Uint8Array): void {
    this.#data = data
    this.#next.fill(-1)
  }

  /** The first special byte at or after `from`, or the data's length. Must be asked in rising order. */
  next(from: number): number {
    const data = this.#data
    const near = data.constructor === Uint8Array ? data.length : Math.min(data.length, from + NEAR)
    for (let at = from; at < near; at += 1) {
      if (SPECIAL[data[at] as number] === 1) return at
    }
    return near === data.length ? near : this.#far(near)
  }

  #far(from: number): number {
    let nearest = this.#data.length
    for (let i = 0; i < FAR_SEARCHED.length; i += 1) {
      let at = this.#next[i] as number
      if (at < from) {
        at = this.#data.indexOf(FAR_SEARCHED[i] as number, from)
        if (at === -1) at = this.#data.length
        this.#next[i] = at
      }
      if (at < nearest) nearest = at
    }
    return nearest
  }
}
