import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AttackCase } from '../../contract/attack-case.ts'
import type { Judgement } from '../judge.ts'
import type { Bench } from '../run-case.ts'

const PLACES = [...new Set([tmpdir(), '/tmp', '/var/tmp', '/dev/shm'])]
const DEPTH = 2
const LARGEST = 32 * 1024 * 1024
/** Clocks of file systems are coarser than ours, milliseconds. */
const COARSE = 1000

/** Small and large bodies, both ways: none of it is put down outside the proxy's own folder with the secret in it. */
export async function temporaryFiles(
  { running, lab, search }: Bench,
  attack: AttackCase,
): Promise<Judgement> {
  const since = Date.now() - COARSE
  for (const size of [0, 20_000, 8 * 1024 * 1024]) {
    await running.send('reverse', {
      method: 'POST', url: `${lab.origin('named')}/x`, headers: [], body: Buffer.alloc(size, 'a'), credential: attack.credential, caller: 'agent', limit: 8000,
    }) // prettier-ignore
  }
  if (lab.carriers(attack.credential).length === 0)
    return {
      outcome: 'broke',
      evidence: ['the secret did not arrive where it belongs, so nothing is proven'],
    }
  const found = PLACES.flatMap((place) => changed(place, since, lab.folder, DEPTH)).flatMap((path) =>
    search.find(contents(path), 1).map(({ secret, how }) => `the secret of ${secret} stands in ${path} (${how})`),
  ) // prettier-ignore
  return found.length > 0 ? { outcome: 'leaked', evidence: found } : { outcome: 'clean', evidence: [] }
}

function changed(folder: string, since: number, except: string, depth: number): string[] {
  return listed(folder).flatMap((name) => {
    const path = join(folder, name)
    const stats = path === except ? null : about(path)
    if (stats === null) return []
    if (stats.isDirectory()) return depth > 0 ? changed(path, since, except, depth - 1) : []
    return stats.isFile() && stats.mtimeMs >= since && stats.size <= LARGEST ? [path] : []
  })
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function about(path: string): Stats | null {
  try {
    return statSync(path)
  } catch {
    return null
  }
}

function contents(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}
