import { readCheckpoint, type Checkpoint, type Signed } from './statements.ts'

const TEXTS = ['log', 'hash', 'signature'] as const
const NUMBERS = ['sequence', 'count', 'time'] as const
const MARK = ' AUDIT checkpoint '

/**
 * A checkpoint as a line of the text log, newline included: of the documented form, with what a request has left empty, so that
 * nothing which looks for a credential, a key or an error finds it.
 */
export function witnessLine({ log, sequence, hash, count, time, signature }: Signed<Checkpoint>): string {
  const at = new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z')
  const none = 'credential=- url=- method=- status=- key=- key_name=- role=- ip=- decision=-'
  const said = `log=${log} sequence=${sequence} hash=${hash} count=${count} time=${time} signature=${signature}`
  return `${at}${MARK}${none} ${said}\n`
}

/**
 * Reads such a line, or a checkpoint as JSON (`statementLine`); `undefined` for lines of anything else. `broken`: it means to be one, and is
 * not whole. Says nothing of the signature.
 */
export function readWitness(line: string): Signed<Checkpoint> | 'broken' | undefined {
  if (line.startsWith('{')) return readCheckpoint(line) ?? 'broken'
  const at = line.indexOf(MARK)
  // Behind the time: a value could hold the words, but never a line's beginning.
  if (at === -1 || at !== line.indexOf(' ')) return undefined
  const fields = new Map<string, string>()
  for (const word of line
    .slice(at + MARK.length)
    .trimEnd()
    .split(' ')) {
    const equals = word.indexOf('=')
    fields.set(word.slice(0, equals), word.slice(equals + 1))
  }
  const texts = TEXTS.map((name) => [name, fields.get(name)] as const)
  const numbers = NUMBERS.map((name) => [name, Number(fields.get(name) ?? Number.NaN)] as const)
  return readCheckpoint(JSON.stringify(Object.fromEntries([...texts, ...numbers]))) ?? 'broken'
}
