import type { Random } from '../../ports/random.ts'

const ID_BYTES = 8
const POOL_IDS = 512
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Makes request ids: 16 hex digits, drawn from randomness that is fetched many ids at a time. */
export function requestIds(random: Random): () => string {
  let pool: Uint8Array = new Uint8Array(0)
  let next = 0
  return () => {
    if (next >= pool.length) {
      pool = random.bytes(ID_BYTES * POOL_IDS)
      next = 0
    }
    let id = ''
    for (const end = next + ID_BYTES; next < end; next++) id += HEX[pool[next] ?? 0] ?? ''
    return id
  }
}
