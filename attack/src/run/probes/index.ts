import type { AttackCase, Surface } from '../../contract/attack-case.ts'
import type { Judgement } from '../judge.ts'
import type { Bench } from '../run-case.ts'
import { plainFiles } from './at-rest.ts'
import { flippedBytes, truncated, wrongPassword } from './damaged.ts'
import { killed } from './killed.ts'

/** A check that takes code, for what cannot be told as requests and answers. */
export type Probe = (bench: Bench, attack: AttackCase, surface: Surface | null) => Promise<Judgement>

export const PROBES: Readonly<Record<string, Probe>> = {
  'plain-files': plainFiles,
  killed,
  'wrong-password': wrongPassword,
  'flipped-bytes': flippedBytes,
  truncated,
}
