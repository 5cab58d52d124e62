import { FAMILIES, type Family, type FamilyName } from './families.ts'

/** One time series at one moment. */
export interface Series {
  /** Its place among those of its metric; see `labelsAt`. */
  readonly at: number
  /** Of a histogram: the sum of what was observed. */
  readonly value: number
  /** Of a histogram: how many fell in each bucket and in no lower one, the unbounded bucket last. */
  readonly counts?: readonly number[]
}

/** All numbers at one moment, as plain data: what processes tell each other. */
export type Snapshot = { readonly [name in FamilyName]?: readonly Series[] }

const COMBINE: Readonly<Record<Family['combine'], (a: number, b: number) => number>> = {
  sum: (a, b) => a + b,
  max: Math.max,
  min: Math.min,
}

/** The numbers of several processes as one. */
export function combined(snapshots: readonly Snapshot[]): Snapshot {
  const all: Partial<Record<FamilyName, readonly Series[]>> = {}
  for (const name of Object.keys(FAMILIES) as FamilyName[]) {
    const combine = COMBINE[FAMILIES[name].combine]
    const places = new Map<number, Series>()
    let known = false
    for (const snapshot of snapshots) {
      const series = snapshot[name]
      if (series === undefined) continue
      known = true
      for (const one of series) places.set(one.at, joined(places.get(one.at), one, combine))
    }
    if (known) all[name] = [...places.values()].toSorted((a, b) => a.at - b.at)
  }
  return all
}

function joined(a: Series | undefined, b: Series, combine: (a: number, b: number) => number): Series {
  if (a === undefined) return b
  const { at } = a
  const value = combine(a.value, b.value)
  if (a.counts === undefined || b.counts === undefined) return { at, value }
  const theirs = b.counts
  return { at, value, counts: a.counts.map((count, i) => count + (theirs[i] ?? 0)) }
}

/**
 * What is left to be told of a process that has ended: what it has counted, not how things stood with it. Without it
 * the counters of the others together would fall, which readers take for a restart.
 */
export function retired(snapshot: Snapshot): Snapshot {
  const names = (Object.keys(snapshot) as FamilyName[]).filter((name) => FAMILIES[name].type !== 'gauge')
  return Object.fromEntries(names.map((name) => [name, snapshot[name]]))
}
