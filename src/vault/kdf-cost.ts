import type { KdfCost } from '../ports/key-derivation.ts'

/** What a new vault costs to open: 64 MiB, 3 passes (RFC 9106 §4, the second recommended option, with one lane). */
export const STANDARD_COST: KdfCost = { memory: 65_536, passes: 3, parallelism: 1 }

const MAX_MEMORY = 1024 * 1024
const MAX_PARALLELISM = 16
/** KiB times passes: about eighty times the standard cost, some ten seconds. */
const MAX_WORK = 16 * 1024 * 1024

/**
 * Whether a cost read from a file may be paid at all. The file is not authenticated yet at this point, so it
 * must not be able to ask for all the memory or time there is.
 */
export function isPayable({ memory, passes, parallelism }: KdfCost): boolean {
  return (
    [memory, passes, parallelism].every((value) => Number.isSafeInteger(value) && value >= 1) &&
    parallelism <= MAX_PARALLELISM &&
    memory >= 8 * parallelism &&
    memory <= MAX_MEMORY &&
    memory * passes <= MAX_WORK
  )
}

export const isWeaker = (cost: KdfCost, than: KdfCost): boolean =>
  cost.memory < than.memory || cost.passes < than.passes

/** At least both: what someone chose to make costlier stays so, unless the sum could not be paid. */
export function strongerOf(cost: KdfCost, other: KdfCost): KdfCost {
  const strong = {
    memory: Math.max(cost.memory, other.memory),
    passes: Math.max(cost.passes, other.passes),
    parallelism: other.parallelism,
  }
  return isPayable(strong) ? strong : other
}
