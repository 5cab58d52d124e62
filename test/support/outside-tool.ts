import { spawnSync } from 'node:child_process'
import { it, type TestFunction } from 'vitest'

/** Whether a program answers on this machine. */
export function available(program: string, args: readonly string[] = ['--version']): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

/**
 * A test that needs an outside program. Where the program is missing the test is skipped by name; in CI, which
 * installs every tool first, a skip fails the run.
 */
export function itWith(
  tool: { readonly name: string; readonly present: boolean },
  title: string,
  run: TestFunction,
  timeoutMs?: number,
): void {
  if (tool.present) it(title, run, timeoutMs)
  else it.skip(`${title} (skipped: ${tool.name} is not installed)`, run)
}
