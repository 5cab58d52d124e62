/** One measurement: what the generator is asked for. Times in milliseconds. */
export interface LoadJob {
  readonly port: number
  /** PEM text of the authority to trust: the generator then speaks TLS to `localhost`. */
  readonly ca?: string | undefined
  /** The whole request, byte for byte; sent again and again on each connection. */
  readonly request: string
  readonly connections: number
  readonly warmupMs: number
  readonly durationMs: number
  /** Ends the window early. */
  readonly maxRequests?: number | undefined
  /** Processes whose CPU time and memory are read at the window's edges. */
  readonly pids: readonly number[]
}

export interface LoadResult {
  readonly requests: number
  /** Answers other than 2xx, and connections that broke, within the window. */
  readonly errors: number
  /** Status line of the first answer other than 2xx, from the start of the job; empty if there was none. */
  readonly firstError: string
  readonly seconds: number
  /** Bytes received within the window, those of unfinished answers too. */
  readonly bytes: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** CPU time the watched processes used within the window. */
  readonly cpuMs: number
  /** Their resident memory at the end of the window. */
  readonly rssMiB: number
  /** CPU time the generator itself used: it shares the machine. */
  readonly generatorCpuMs: number
}
