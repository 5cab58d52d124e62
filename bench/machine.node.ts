import { spawnSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem } from 'node:os'
import type { Machine } from './results.ts'

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryMiB: Math.round(totalmem() / 1024 / 1024),
    kernel: release(),
    node: process.version,
    loadBefore: loadavg()[0] ?? 0,
  }
}

/** The commit measured, `+` after it if files differ from it; `unknown` outside a repository. */
export function describeRevision(folder: string): string {
  const git = (...args: readonly string[]): string =>
    spawnSync('git', args, { cwd: folder, encoding: 'utf8' }).stdout.trim()
  const commit = git('rev-parse', '--short', 'HEAD')
  if (!/^[0-9a-f]+$/.test(commit)) return 'unknown'
  return git('status', '--porcelain', '--', 'src', 'bin') === '' ? commit : `${commit}+`
}
