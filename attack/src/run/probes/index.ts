import type { AttackCase, Surface } from '../../contract/attack-case.ts'
import type { Judgement } from '../judge.ts'
import type { Bench } from '../run-case.ts'
import { plainFiles } from './at-rest.ts'
import { flippedBytes, otherFiles, rolledBack, truncated, wrongPassword } from './damaged.ts'
import { heldGuess } from './held-guess.ts'
import { killed, killedInWrites } from './killed.ts'
import { keyExpires, keyNarrowed, keyRevoked } from './keys-end.ts'
import { manyConnections } from './many-connections.ts'
import { processTable } from './process-table.ts'
import { temporaryFiles } from './temporary-files.ts'

/** A check that takes code, for what cannot be told as requests and answers. */
export type Probe = (bench: Bench, attack: AttackCase, surface: Surface | null) => Promise<Judgement>

export const PROBES: Readonly<Record<string, Probe>> = {
  'plain-files': plainFiles,
  killed,
  'wrong-password': wrongPassword,
  'flipped-bytes': flippedBytes,
  truncated,
  'rolled-back': rolledBack,
  'other-files': otherFiles,
  'killed-in-writes': killedInWrites,
  'held-guess': heldGuess,
  'key-expires': keyExpires,
  'key-revoked': keyRevoked,
  'key-narrowed': keyNarrowed,
  'many-connections': manyConnections,
  'process-table': processTable,
  'temporary-files': temporaryFiles,
}
