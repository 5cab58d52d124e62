import { statSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Judgement } from '../judge.ts'
import type { Bench } from '../run-case.ts'

const OTHERS = 0o077

/** No file of the proxy can be read or written by others. */
export function plainFiles({ running }: Bench): Promise<Judgement> {
  const files = readdirSync(running.folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const stats = statSync(join(running.folder, name))
    return !stats.isDirectory() && !name.startsWith('home')
  })
  const open = files.filter((name) => (statSync(join(running.folder, name)).mode & OTHERS) !== 0)
  if (files.length === 0)
    return Promise.resolve({ outcome: 'not-applicable', evidence: ['it has no file at rest'] })
  return Promise.resolve(
    open.length === 0
      ? { outcome: 'clean', evidence: [] }
      : { outcome: 'leaked', evidence: open.map((name) => `others can read or write ${name}`) },
  )
}
