import { setTimeout as sleep } from 'node:timers/promises'
import type { LoadClient } from './load-client.node.ts'
import type { LoadResult } from './load-job.ts'
import { cpuMs, memoryMiB, processTree } from './process-usage.node.ts'
import type { Bench, Path, Peer, PeerRow } from './peers/peer.ts'
import { caseName, type Case, type PeerOutcome, type Sample, type Skipped } from './results.ts'

export interface RunningPeers {
  readonly running: readonly Peer[]
  readonly skipped: readonly Skipped[]
}

/** Starts the peers one after the other and warms each up; one that fails to start or to answer is left out. */
export async function startPeers(
  rows: readonly PeerRow[],
  bench: Bench,
  load: LoadClient,
  warmUpMs: number,
  say: (line: string) => void,
): Promise<RunningPeers> {
  const running: Peer[] = []
  const skipped: Skipped[] = []
  for (const row of rows) {
    say(`starting ${row.name}`)
    try {
      const peer = await row.start(bench)
      running.push(peer)
      await warmUp(peer, load, warmUpMs)
    } catch (error) {
      const failed = running.findIndex((peer) => peer.name === row.name)
      if (failed !== -1) await running.splice(failed, 1)[0]?.stop()
      skipped.push({ name: row.name, reason: error instanceof Error ? error.message : 'unknown' })
    }
  }
  return { running, skipped }
}

/** Some load on each path, so that just-in-time compilers have compiled; and the proof that it injects. */
async function warmUp(peer: Peer, load: LoadClient, durationMs: number): Promise<void> {
  for (const [path, connections] of [
    ['/1k', 1],
    ['/1k', 64],
    ['/10m', 2],
  ] as const) {
    const result = await measure(peer, path, connections, durationMs, load)
    if (result.firstError !== '') throw new Error(`answers wrongly: ${result.firstError}`)
    if (result.requests === 0) throw new Error(`answers nothing to ${path}`)
  }
}

/**
 * Measures each case on each peer, round after round, so that a slow minute of the machine falls on all alike.
 * Starts no round that would begin after `deadline` (a `performance.now()` time).
 */
export async function runRounds(
  peers: readonly Peer[],
  cases: readonly Case[],
  rounds: number,
  deadline: number,
  load: LoadClient,
  say: (line: string) => void,
): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  for (let round = 1; round <= rounds && (round === 1 || performance.now() < deadline); round++) {
    say(`round ${round} of ${rounds}`)
    for (const item of cases) {
      for (const peer of peers) {
        const result = await measure(peer, item.path, item.connections, item.durationMs, load)
        samples.push({ round, peer: peer.name, case: caseName(item), ...result })
        await untilQuiet(peer)
      }
    }
  }
  return samples
}

/** One measurement of one peer: a short run-in, then the window. */
export function measure(
  peer: Peer,
  path: Path,
  connections: number,
  durationMs: number,
  load: LoadClient,
  maxRequests?: number,
): Promise<LoadResult> {
  const pids = peer.pid === undefined ? [] : processTree(peer.pid)
  const request = peer.request(path)
  const { port, ca } = peer
  return load.run({ port, ca, request, connections, warmupMs: 150, durationMs, maxRequests, pids })
}

/** Lets a peer finish what the load walked away from, at most 3 seconds: the next one must have the machine. */
async function untilQuiet(peer: Peer): Promise<void> {
  if (peer.pid === undefined) return
  const pids = processTree(peer.pid)
  let before = cpuMs(pids)
  for (let tries = 0; tries < 40; tries++) {
    await sleep(75)
    const now = cpuMs(pids)
    if (now - before <= 10) return
    before = now
  }
}

/** What the report says of each peer; to be asked while they still run. */
export function describePeers(peers: readonly Peer[]): readonly PeerOutcome[] {
  return peers.map(({ name, what, pid }) => ({
    name,
    what,
    peakMiB: pid === undefined ? null : memoryMiB(processTree(pid), 'VmHWM'),
  }))
}
