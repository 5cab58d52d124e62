import { lstatSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { VultrinoError } from '../../domain/errors.ts'
import { parseConfig } from '../../domain/config/parse-config.ts'
import { parsingPolicyFile } from '../../domain/policy/parse-policy-file.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import { createPolicySet, type PolicySet } from '../../domain/policy/policy-set.ts'
import { checkUnique } from '../../domain/policy/read-policies.ts'
import { atOnce, type Steps } from '../../domain/policy/steps.ts'
import { NotReadable, readWholeFile } from './read-whole-file.node.ts'

/** Where policies stand: the configuration file, which may be missing, and `policies.d/*.toml` beside it. */
export interface PolicyPlace {
  /** Absolute. */
  readonly configFile: string
  /** The user's home folder, for paths in the configuration. */
  readonly home: string
  /** Whether it is an error if these are missing. */
  readonly required?: Presence
}

/** What there is at a place: a configuration file, a folder with policies in it. */
export interface Presence {
  readonly file: boolean
  readonly folder: boolean
}

const FOLDER = 'policies.d'
const MOST_FILES = 1000
const MOST_BYTES = 8 * 1024 * 1024
const MOST_BYTES_OF_ALL = 64 * 1024 * 1024
const MOST_POLICIES = 10_000
/** A large set takes hundreds of milliseconds: for no longer at a stretch is anybody kept waiting. */
const SLICE_MS = 5
/** As a revision has it, what is not there. */
const ABSENT = '-'
const GONE = 'is not there any more'

/** Reads every policy, those of the configuration file first, then file by file in order of name. Throws `invalid_config`. */
export function loadPolicies(place: PolicyPlace): PolicySet {
  return atOnce(loading(place))
}

/** The same, with room for other work in between. */
export async function loadPoliciesInSlices(place: PolicyPlace): Promise<PolicySet> {
  const steps = loading(place)
  for (;;) {
    const began = performance.now()
    while (performance.now() - began < SLICE_MS) {
      const { done, value } = steps.next()
      if (done === true) return value
    }
    await setImmediate()
  }
}

function* loading({ configFile, home, required }: PolicyPlace): Steps<PolicySet> {
  const config = stamp(configFile) === ABSENT ? undefined : read(configFile)
  if (config === undefined && required?.file === true) refuse(configFile, GONE, 'Restart to do without it')
  if (required?.folder === true && stamp(folderOf(configFile)) === ABSENT)
    refuse(folderOf(configFile), GONE, 'To have no policies in it, leave it there empty')
  // All before the first step: what is read belongs together.
  const files = readAll(policyFiles(configFile))
  const policies: Policy[] = []
  let byDefault: PolicySet['byDefault'] = 'allow'
  if (config !== undefined) {
    byDefault = parseConfig(configFile, config, { home }).security.default_policy
    yield
    policies.push(...(yield* parsingPolicyFile(configFile, config, 'configuration')))
  }
  for (const { file, bytes } of files) {
    policies.push(...(yield* parsingPolicyFile(file, bytes, 'policies')))
    if (policies.length > MOST_POLICIES) refuse(file, `there are more than ${MOST_POLICIES} policies`)
  }
  checkUnique(policies)
  return createPolicySet(policies, byDefault)
}

/** What there is now. Never throws. */
export function presenceOf({ configFile }: Pick<PolicyPlace, 'configFile'>): Presence {
  let folder = true
  try {
    folder = policyFiles(configFile).length > 0
  } catch {
    // It is there, and cannot be read.
  }
  return { file: stamp(configFile) !== ABSENT, folder }
}

/** A text that changes when any of those files does. Never throws. */
export function policyRevision({ configFile }: PolicyPlace): string {
  let files: readonly string[]
  try {
    files = policyFiles(configFile)
  } catch (error) {
    files = [String(error)]
  }
  return [configFile, ...files].map((file) => `${file}\n${stamp(file)}`).join('\n')
}

function stamp(file: string): string {
  try {
    const facts = statSync(file, { bigint: true, throwIfNoEntry: false })
    return facts === undefined ? ABSENT : `${facts.ino} ${facts.size} ${facts.mtimeNs} ${facts.ctimeNs}`
  } catch (error) {
    return codeOf(error)
  }
}

function policyFiles(configFile: string): readonly string[] {
  const folder = folderOf(configFile)
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    const code = codeOf(error)
    // A link to nowhere is not a folder without policies.
    const absent = code === 'ENOENT' && lstatSync(folder, { throwIfNoEntry: false }) === undefined
    return absent ? [] : refuse(folder, `cannot be read (${code})`)
  }
  // Editors keep their copies beside the file, under names that begin with a dot or #.
  const files = names.filter((name) => name.endsWith('.toml') && !/^[.#]/.test(name)).sort()
  return files.length > MOST_FILES
    ? refuse(folder, `holds more than ${MOST_FILES} files`)
    : files.map((name) => join(folder, name))
}

interface Read {
  readonly file: string
  readonly bytes: Uint8Array
}

function readAll(files: readonly string[]): readonly Read[] {
  let size = 0
  return files.map((file) => {
    const bytes = read(file)
    size += bytes.byteLength
    return size > MOST_BYTES_OF_ALL
      ? refuse(file, `makes them more than ${MOST_BYTES_OF_ALL} bytes together`)
      : { file, bytes }
  })
}

function read(file: string): Uint8Array {
  try {
    return readWholeFile(file, MOST_BYTES)
  } catch (error) {
    return refuse(file, error instanceof NotReadable ? error.message : `cannot be read (${codeOf(error)})`)
  }
}

const folderOf = (configFile: string): string => join(dirname(configFile), FOLDER)

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown failure'

function refuse(file: string, reason: string, hint?: string): never {
  throw new VultrinoError('invalid_config', {
    file,
    line: 1,
    reason,
    ...(hint === undefined ? {} : { hint }),
  })
}
