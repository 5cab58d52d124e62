import type { Principal } from '../../../domain/principal.ts'

/** An answer under way. */
export interface OpenStream {
  principal: Principal
  /** It lasts until somebody ends it (GET, `subscriptions/listen`), and so is ended before the server drains. */
  readonly standing: boolean
  readonly end: () => void
}

/** The answers under way at `/mcp`: ended when their caller is not let in any more, or the server is asked to end. */
export class OpenStreams {
  readonly #open = new Set<OpenStream>()
  #draining = false

  /** Returns what takes it out again. */
  add(stream: OpenStream): () => void {
    if (this.#draining && stream.standing) stream.end()
    this.#open.add(stream)
    return () => void this.#open.delete(stream)
  }

  /** How many standing ones somebody has. */
  standingOf(isTheirs: (principal: Principal) => boolean): number {
    let count = 0
    for (const { standing, principal } of this.#open) if (standing && isTheirs(principal)) count++
    return count
  }

  /** `recheck`: who this is now; `undefined`: nobody who is let in. */
  recheck(recheck: (principal: Principal) => Principal | undefined): void {
    for (const stream of this.#open) {
      const now = recheck(stream.principal)
      if (now === undefined) stream.end()
      else stream.principal = now
    }
  }

  endStanding(): void {
    this.#draining = true
    for (const stream of this.#open) if (stream.standing) stream.end()
  }
}
