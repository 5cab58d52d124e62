import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { AttackCase } from '../../contract/attack-case.ts'
import type { Judgement } from '../judge.ts'
import type { Bench } from '../run-case.ts'

const TABLE = '/proc'
const UNDER_WAY = 5

/** While requests are under way no process that we started has a secret in its arguments, nor in its environment. */
export async function processTable({ running, lab, search }: Bench, attack: AttackCase): Promise<Judgement> {
  const request = {
    method: 'GET', url: `${lab.origin('named')}/x`, headers: [], body: null, credential: attack.credential, caller: 'agent', limit: 5000,
  } as const // prettier-ignore
  const under = Array.from({ length: UNDER_WAY }, () => running.send('reverse', request))
  await wait(300)
  const ours = descendants(process.pid)
  const found = ours.flatMap((pid) =>
    ['cmdline', 'environ'].flatMap((what) =>
      search.find(readOf(pid, what)).map(({ secret, how }) => `the secret of ${secret} stands in ${what} of a process (${how})`),
    ),
  ) // prettier-ignore
  await Promise.all(under)
  if (found.length > 0) return { outcome: 'leaked', evidence: [...new Set(found)] }
  if (ours.length === 0)
    return { outcome: 'not-applicable', evidence: ['this machine does not show processes'] }
  return lab.carriers(attack.credential).length > 0
    ? { outcome: 'clean', evidence: [] }
    : { outcome: 'broke', evidence: ['the secret did not arrive where it belongs, so nothing is proven'] }
}

/** Numbers of all processes below one (`/proc/N/stat`, fourth field: its parent; the second may hold spaces). */
function descendants(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of numbered()) {
    const [, after = ''] = /\) (.*)$/s.exec(readOf(name, 'stat').toString('latin1')) ?? []
    parents.set(name, Number(after.split(' ')[1]))
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (parents.get(pid) === root || isBelow(parents.get(pid)))
  return [...parents.keys()].filter(isBelow)
}

function numbered(): number[] {
  try {
    return readdirSync(TABLE).filter((name) => /^\d+$/.test(name)).map(Number) // prettier-ignore
  } catch {
    return []
  }
}

/** Nothing where the process is gone, or not ours to read. */
function readOf(pid: number, what: string): Buffer {
  try {
    return readFileSync(`${TABLE}/${String(pid)}/${what}`)
  } catch {
    return Buffer.alloc(0)
  }
}
