export interface ResolvedAddress {
  readonly address: string
  readonly family: number
}

/** All addresses of a name, best first. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>

/** Milliseconds after which a lookup is taken for lost: whoever asks then starts another. */
const LOST_AFTER = 60_000

interface Lookup {
  readonly began: number
  readonly found: ReturnType<Resolve>
}

/**
 * Whoever asks for a name while it is being looked up waits for that same lookup. The system's resolver holds one of
 * very few threads for each, and some of its waits have no end: a name whose server says nothing must not keep all
 * other names from being found, however many requests ask for it. Answers are not kept beyond the lookup.
 * `now`: milliseconds of a clock that is never set back.
 */
export function shareLookups(resolve: Resolve, now: () => number): Resolve {
  const underWay = new Map<string, Lookup>()
  return (hostname) => {
    const known = underWay.get(hostname)
    if (known !== undefined && now() - known.began < LOST_AFTER) return known.found
    const lookup: Lookup = {
      began: now(),
      found: resolve(hostname).finally(() => {
        if (underWay.get(hostname) === lookup) underWay.delete(hostname)
      }),
    }
    underWay.set(hostname, lookup)
    return lookup.found
  }
}
