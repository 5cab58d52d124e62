import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

const ADDER = join(import.meta.dirname, 'adder.node.ts')

/** Starts a process that stores `PREFIX-0`, `PREFIX-1`, … one change each, and says each alias once it is stored. */
export function startAdding(
  folder: string,
  prefix: string,
  count: number,
): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, [ADDER, folder, prefix, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** The aliases that a process has said were stored; a line cut short was not said. */
export const acknowledged = (said: string): string[] =>
  said
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== 'ready')

/** Lets another process store some credentials, and waits for its end. */
export async function addFrom(folder: string, prefix: string, count: number): Promise<string[]> {
  const child = startAdding(folder, prefix, count)
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (child.exitCode !== 0) throw new Error(`the other process ended with ${String(child.exitCode)}`)
  return acknowledged(said)
}
