import { fork } from 'node:child_process'
import { cleanEnvironment } from './processes.node.ts'
import type { LoadJob, LoadResult } from './load-job.ts'

export interface LoadClient {
  /** Runs one job; rejects if the generator dies or overruns the job's own time by 20 seconds. */
  run(job: LoadJob): Promise<LoadResult>
  stop(): void
}

/** Starts the generator's process; it is kept for the whole run, so that its code is warm in every round. */
export function startLoadClient(): LoadClient {
  const child = fork(new URL('load.node.ts', import.meta.url), {
    env: cleanEnvironment(),
    serialization: 'advanced', // JSON has no NaN, which stands for "no answer in time"
  })
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        const fail = (): void => settle(() => reject(new Error('the load generator stopped answering')))
        const answer = (message: unknown): void => settle(() => resolve(message as LoadResult))
        const overrun = setTimeout(fail, job.warmupMs + job.durationMs + 20_000)
        function settle(then: () => void): void {
          clearTimeout(overrun)
          child.off('message', answer)
          child.off('exit', fail)
          then()
        }
        child.on('message', answer)
        child.on('exit', fail)
        child.send(job)
      }),
    stop: () => {
      if (child.connected) child.disconnect()
    },
  }
}
