import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts CPU time in ticks of 10 ms for user space (`USER_HZ` is 100 on every architecture Node runs on). */
const tickMs = 10

/** A process and everything below it. A process that is gone has no descendants. */
export function processTree(pid: number): readonly number[] {
  const below: number[] = [pid]
  try {
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const children = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ')
      for (const child of children) if (child.trim() !== '') below.push(...processTree(Number(child)))
    }
  } catch {
    return below
  }
  return below
}

/** User and system CPU time of these processes since they began, in milliseconds; 0 for those that are gone. */
export function cpuMs(pids: readonly number[]): number {
  let ticks = 0
  for (const pid of pids) {
    const stat = read(`/proc/${pid}/stat`)
    // The command's name may hold spaces and brackets: fields are counted after its last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  }
  return ticks * tickMs
}

/** Resident memory of these processes, now (`VmRSS`) or at its highest (`VmHWM`), in MiB, added up. */
export function memoryMiB(pids: readonly number[], field: 'VmRSS' | 'VmHWM'): number {
  let kib = 0
  for (const pid of pids) {
    const line = read(`/proc/${pid}/status`)
      .split('\n')
      .find((candidate) => candidate.startsWith(field))
    kib += Number(/\d+/.exec(line ?? '')?.[0] ?? 0)
  }
  return kib / 1024
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
