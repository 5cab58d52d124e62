import { FAMILIES, seriesCount, type Family, type FamilyName } from './families.ts'
import type { Series, Snapshot } from './snapshot.ts'

/** Cells of one time series: a histogram has its buckets, the unbounded one, and the sum. */
const stride = ({ type, bounds = [] }: Family): number => (type === 'histogram' ? bounds.length + 2 : 1)

/**
 * The numbers behind the metrics. There is a cell for every time series that can exist, laid out by the label tables:
 * counting is an addition in an array, and nothing that is counted can make it grow.
 */
export class MetricTable {
  readonly #cells = Object.fromEntries(
    Object.entries<Family>(FAMILIES).map(([name, family]) => [
      name,
      new Float64Array(seriesCount(family) * stride(family)),
    ]),
  ) as Record<FamilyName, Float64Array>

  /** Adds to the time series at the place `at`; a place that does not exist is none. */
  add(name: FamilyName, at: number, amount: number): void {
    const cells = this.#cells[name]
    cells[at] = (cells[at] ?? 0) + amount
  }

  set(name: FamilyName, at: number, value: number): void {
    this.#cells[name][at] = value
  }

  /** Puts a value in its bucket. */
  observe(name: FamilyName, at: number, value: number): void {
    const { bounds = [] }: Family = FAMILIES[name]
    const cells = this.#cells[name]
    const first = at * (bounds.length + 2)
    let bucket = 0
    while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket++
    cells[first + bucket] = (cells[first + bucket] ?? 0) + 1
    const sum = first + bounds.length + 1
    cells[sum] = (cells[sum] ?? 0) + value
  }

  /**
   * What stands in the table. Time series of several labels at which nothing happened yet are left out; whoever adds
   * `read` values, by metric, gives those in place of the table's own.
   */
  snapshot(read: Snapshot = {}): Snapshot {
    const found: Partial<Record<FamilyName, readonly Series[]>> = {}
    for (const name of Object.keys(FAMILIES) as FamilyName[]) {
      const family: Family = FAMILIES[name]
      const given = read[name]
      if (given !== undefined) found[name] = given
      else if (family.read === undefined) found[name] = seriesOf(family, this.#cells[name])
    }
    return found
  }
}

function seriesOf(family: Family, cells: Float64Array): readonly Series[] {
  if (family.type === 'histogram') return histogramsOf(cells, stride(family))
  const few = cells.length <= MOST_SHOWN_EMPTY
  const found: Series[] = []
  cells.forEach((value, at) => {
    if (few || value !== 0) found.push({ at, value })
  })
  return found
}

function histogramsOf(cells: Float64Array, wide: number): readonly Series[] {
  const found: Series[] = []
  for (let first = 0; first < cells.length; first += wide) {
    const own = cells.slice(first, first + wide)
    const counts = [...own.subarray(0, -1)]
    if (counts.some((count) => count > 0)) found.push({ at: first / wide, value: own.at(-1) ?? 0, counts })
  }
  return found
}

/** Up to here every time series is shown from the start, so that the first event shows as a rise. */
const MOST_SHOWN_EMPTY = 8
