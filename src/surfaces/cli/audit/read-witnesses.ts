import type { Checkpoint, Signed } from '../../../domain/audit-chain/statements.ts'
import { readWitness } from '../../../domain/audit-chain/witness-line.ts'
import { VultrinoError } from '../../../domain/errors.ts'

/** More than three years of them, one every ten seconds of use. */
const MOST = 10_000_000
const MOST_LINE = 1 << 20

/**
 * The checkpoints among the lines of a file: of `audit_file`, of a copy of it, or as JSON. Throws `invalid_arguments` where there is
 * none, or one that is not whole.
 */
export async function readWitnesses(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<readonly Signed<Checkpoint>[]> {
  const found = new Map<string, Signed<Checkpoint>>()
  let number = 0
  for await (const line of lines(bytes)) {
    number++
    const witness = readWitness(line)
    if (witness === 'broken') {
      throw new VultrinoError('invalid_arguments', {
        reason: `line ${number} of ${name} is a checkpoint that is not whole`,
      })
    }
    if (witness !== undefined && found.size < MOST) found.set(line, witness)
  }
  if (found.size > 0) return [...found.values()]
  throw new VultrinoError('invalid_arguments', {
    reason: `there is no checkpoint in ${name}; it takes lines of [logging] audit_file, or of JSON`,
  })
}

async function* lines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of bytes) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    // What is longer than any line of ours is none.
    rest = (parts.pop() ?? '').slice(0, MOST_LINE)
    yield* parts
  }
  if (rest !== '') yield rest
}
