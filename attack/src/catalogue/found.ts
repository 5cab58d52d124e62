import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttackCase } from '../contract/attack-case.ts'

const FOLDER = join(import.meta.dirname, 'found')

/** Cases that were found by chance (`src/fuzz`), one file each. */
export const FOUND_CASES: readonly AttackCase[] = existsSync(FOLDER)
  ? readdirSync(FOLDER)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as AttackCase)
  : []
