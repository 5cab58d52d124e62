import type { Results, Sample } from './results.ts'
import { median } from './statistics.ts'

/** One peer in one case: medians over the rounds. Throughput is answers, or MiB for the 10 MiB answers, per second. */
export interface Line {
  readonly peer: string
  readonly throughput: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** CPU milliseconds per answer (10 MiB answers: per 10 MiB passed on, finished or not). */
  readonly cpuMs: number
  readonly rssMiB: number
  readonly errors: number
  readonly generatorShare: number
}

/** What is compared between two peers. */
export type Measure = (sample: Sample) => number

const tenMiB = 10 * 1024 * 1024
const isBig = (sample: Sample): boolean => sample.case.startsWith('10 MiB')

export const throughput: Measure = (sample) =>
  (isBig(sample) ? sample.bytes / 1024 / 1024 : sample.requests) / sample.seconds
export const p50: Measure = (sample) => sample.p50Ms
export const p99: Measure = (sample) => sample.p99Ms
export const cpu: Measure = (sample) =>
  sample.cpuMs / (isBig(sample) ? sample.bytes / tenMiB : sample.requests)

/** The lines of one case, in the order in which the peers were measured. */
export function summarise(results: Results, name: string): readonly Line[] {
  const samples = results.samples.filter((sample) => sample.case === name)
  return [...Map.groupBy(samples, (sample) => sample.peer)].map(([peer, mine]) => ({
    peer,
    throughput: median(mine.map(throughput)),
    p50Ms: median(mine.map(p50)),
    p99Ms: median(mine.map(p99)),
    cpuMs: median(mine.map(cpu)),
    rssMiB: median(mine.map((sample) => sample.rssMiB)),
    errors: mine.reduce((sum, sample) => sum + sample.errors, 0),
    generatorShare: median(mine.map((sample) => sample.generatorCpuMs / 1000 / sample.seconds)),
  }))
}

/** `peer` over `base`: the median of the ratios of each round, so that both sides of a ratio saw the same minute. */
export function ratio(results: Results, name: string, measure: Measure, peer: string, base: string): number {
  return median(
    rounds(results, name).map((round) => {
      const of = (who: string): number => measured(round, measure, who)
      return of(peer) / of(base)
    }),
  )
}

/** How many times what `control` adds to the p50 of `direct` is added by `peer`. */
export function addedLatencyRatio(results: Results, name: string, peer: string): number {
  return median(
    rounds(results, name).map((round) => {
      const of = (who: string): number => measured(round, p50, who)
      return (of(peer) - of('direct')) / (of('control') - of('direct'))
    }),
  )
}

/** How much more the p50 of a peer is than that of another, milliseconds. */
export function addedMs(results: Results, name: string, peer: string, base: string): number {
  return median(rounds(results, name).map((round) => measured(round, p50, peer) - measured(round, p50, base)))
}

function rounds(results: Results, name: string): readonly (readonly Sample[])[] {
  const samples = results.samples.filter((sample) => sample.case === name)
  return [...Map.groupBy(samples, (sample) => sample.round).values()]
}

function measured(round: readonly Sample[], measure: Measure, peer: string): number {
  const sample = round.find((candidate) => candidate.peer === peer)
  return sample === undefined ? Number.NaN : measure(sample)
}
