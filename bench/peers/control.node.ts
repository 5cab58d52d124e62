import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { cleanEnvironment, startProcess } from '../processes.node.ts'
import { plainRequest } from './plain-request.ts'
import type { StartPeer } from './peer.ts'

/** The bare control of bench/control.node.ts. */
export const startControl: StartPeer = async (bench) => {
  const script = fileURLToPath(new URL('../control.node.ts', import.meta.url))
  const logFile = join(bench.tempDir, 'control.log')
  const env = cleanEnvironment({
    BENCH_TARGET: `http://127.0.0.1:${bench.target.http}`,
    BENCH_SECRET: bench.secret,
  })
  const started = startProcess(process.execPath, [script], { logFile, env })
  let port = Number.NaN
  for (let tries = 0; tries < 200 && !started.hasExited() && !(port > 0); tries++) {
    await sleep(25)
    port = Number(/^(\d+)\n/.exec(readFileSync(logFile, 'utf8'))?.[1])
  }
  if (!(port > 0)) throw new Error(`did not start: ${started.lastWords()}`)
  return {
    name: 'control',
    what: `bench/control.node.ts (${codeLines(script)} lines of code): node:http ${process.version} and undici, sets one header`,
    port,
    pid: started.pid,
    request: (path) => plainRequest(path, `127.0.0.1:${port}`),
    stop: () => started.stop(),
  }
}

function codeLines(script: string): number {
  const lines = readFileSync(script, 'utf8').split('\n')
  return lines.filter((line) => line.trim() !== '' && !/^\s*(\/\/|\/?\*)/.test(line)).length
}
