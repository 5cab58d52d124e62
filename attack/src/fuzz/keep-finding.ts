import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './run-fuzz.ts'

/** Writes a finding as a case that the catalogue takes up. Gives its path. */
export function keepFinding(folder: string, { attack, verdict, seed }: Finding): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${attack.id}.json`)
  const title = `${attack.title} (found by chance, seed ${String(seed)}: ${verdict.evidence[0] ?? verdict.outcome})`
  writeFileSync(path, `${JSON.stringify({ ...attack, title }, null, 2)}\n`)
  return path
}
