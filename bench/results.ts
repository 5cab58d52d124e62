import type { LoadResult } from './load-job.ts'
import type { Path } from './peers/peer.ts'

export interface Case {
  readonly path: Path
  readonly connections: number
  readonly durationMs: number
}

export interface Sample extends LoadResult {
  readonly round: number
  readonly peer: string
  readonly case: string
}

export interface PeerOutcome {
  readonly name: string
  readonly what: string
  /** Highest resident memory over the whole run; null for the target itself. */
  readonly peakMiB: number | null
}

export interface Skipped {
  readonly name: string
  readonly reason: string
}

/** Durations of one command, milliseconds, one per spawn. */
export interface Timing {
  readonly what: string
  readonly samplesMs: readonly number[]
}

export interface Soak {
  readonly calls: number
  readonly beforePerSecond: number
  readonly afterPerSecond: number
  readonly beforeMiB: number
  readonly afterMiB: number
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryMiB: number
  readonly kernel: string
  readonly node: string
  /** One-minute load average when the run began: above the number of cores, others were using the machine. */
  readonly loadBefore: number
}

/** Single decisions of one kind, microseconds. */
export interface DecisionTimes {
  readonly what: string
  readonly medianUs: number
  readonly p99Us: number
}

/** What bench/policy.node.ts measures, under so many policies of 10 rules. */
export interface PolicyTimes {
  readonly policies: number
  readonly compileMs: number
  readonly decisions: readonly DecisionTimes[]
}

/** One page of the web UI, asked for again and again. */
export interface PageTimes {
  readonly path: string
  readonly bytes: number
  readonly samplesMs: readonly number[]
  /** CPU time of the server for one answer. */
  readonly cpuMs: number
}

/** What bench/web.node.ts measures, with so many credentials in the vault and rows in the audit log. */
export interface WebTimes {
  readonly credentials: number
  readonly rows: number
  readonly pages: readonly PageTimes[]
}

/** All that one run found. `null` or absent: not measured. */
export interface Results {
  readonly date: string
  readonly revision: string
  readonly machine: Machine
  readonly rounds: number
  readonly seconds: number
  readonly peers: readonly PeerOutcome[]
  readonly skipped: readonly Skipped[]
  readonly samples: readonly Sample[]
  readonly timings: readonly Timing[]
  readonly soak: Soak | null
  /** What bench/scrub.node.ts printed. */
  readonly scrub: string | null
  readonly policy: PolicyTimes | null
  readonly web: WebTimes | null
}

export function caseName(item: Case): string {
  return `${item.path === '/1k' ? '1 KiB' : '10 MiB'}, c=${item.connections}`
}
