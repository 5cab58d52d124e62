import type { LoadClient } from './load-client.node.ts'
import type { Peer } from './peers/peer.ts'
import type { Soak } from './results.ts'
import { measure } from './rounds.node.ts'

/** Throughput at c=64 and memory, before and after 100,000 more calls (at most 3 minutes of them). */
export async function soak(peer: Peer, load: LoadClient): Promise<Soak> {
  const before = await measure(peer, '/1k', 64, 3000, load)
  const between = await measure(peer, '/1k', 64, 180_000, load, 100_000)
  const after = await measure(peer, '/1k', 64, 3000, load)
  return {
    calls: between.requests,
    beforePerSecond: before.requests / before.seconds,
    afterPerSecond: after.requests / after.seconds,
    beforeMiB: before.rssMiB,
    afterMiB: after.rssMiB,
  }
}
