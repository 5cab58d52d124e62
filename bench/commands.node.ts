import { argon2Sync, randomBytes } from 'node:crypto'
import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { cleanEnvironment } from './processes.node.ts'
import { installation } from './installation.node.ts'
import type { Bench } from './peers/peer.ts'
import type { Timing } from './results.ts'
import { timed } from './timed.ts'

type Task = readonly [what: string, run: (round: number) => SpawnSyncReturns<string>]

/** Start-up times: each command spawned `spawns` times, in turns. */
export function timeStartUp(bench: Bench, spawns: number): readonly Timing[] {
  const { run } = installation(bench, 'vultrino')
  const url = `http://127.0.0.1:${bench.target.http}/1k`
  const bare = (): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, ['-e', '0'], { env: cleanEnvironment(), encoding: 'utf8' })
  const timings = takeTurns(spawns, [
    [timed.node, bare],
    [timed.version, () => run(['--version'])],
    [timed.list, () => run(['list'])],
    [timed.request, () => run(['request', 'bench', url])],
  ])
  return [...timings, { what: timed.derivation, samplesMs: deriveKeys(Math.min(spawns, 7)) }]
}

/** Opening a vault and adding to it, with one credential in it and with ten thousand more. */
export function timeVaults(bench: Bench, spawns: number): readonly Timing[] {
  const one = installation(bench, 'vultrino')
  const many = installation(bench, 'vultrino-10k', 10_000)
  const add = (round: number): readonly string[] => {
    const alias = `added-${round}`
    return ['add', '--alias', alias, '--key', 'bench-key-of-no-use', '--host', 'https://api.example.com']
  }
  return takeTurns(spawns, [
    [timed.getOne, () => one.run(['get', 'bench'])],
    [timed.getMany, () => many.run(['get', 'bench'])],
    [timed.addOne, (round) => one.run(add(round))],
    [timed.addMany, (round) => many.run(add(round))],
  ])
}

function takeTurns(spawns: number, tasks: readonly Task[]): readonly Timing[] {
  const timings = tasks.map(([what]) => ({ what, samplesMs: [] as number[] }))
  // Turn 0 is not counted: it fills the file cache and Node's compile cache.
  for (let round = 0; round <= spawns; round++) {
    for (const [index, [what, run]] of tasks.entries()) {
      const began = performance.now()
      const { status, stderr } = run(round)
      const took = performance.now() - began
      if (status !== 0) throw new Error(`${what} failed: ${stderr.trim().split('\n')[0] ?? ''}`)
      if (round > 0) timings[index]?.samplesMs.push(took)
    }
  }
  return timings
}

function deriveKeys(times: number): readonly number[] {
  return Array.from({ length: times }, () => {
    const nonce = randomBytes(16)
    const began = performance.now()
    argon2Sync('argon2id', {
      message: 'password',
      nonce,
      parallelism: 1,
      tagLength: 32,
      memory: 65536,
      passes: 3,
    })
    return performance.now() - began
  })
}
