import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { VultrinoError } from '../../domain/errors.ts'
import { parseConfig } from '../../domain/config/parse-config.ts'
import { parsePolicyFile } from '../../domain/policy/parse-policy-file.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import { createPolicySet, type PolicySet } from '../../domain/policy/policy-set.ts'
import { checkUnique } from '../../domain/policy/read-policies.ts'

/** Where policies stand: the configuration file, which may be missing, and `policies.d/*.toml` beside it. */
export interface PolicyPlace {
  /** Absolute. */
  readonly configFile: string
  /** The user's home folder, for paths in the configuration. */
  readonly home: string
  /** Whether a configuration file that is missing is an error. */
  readonly required?: boolean
}

const FOLDER = 'policies.d'
const MOST_FILES = 1000
const MOST_BYTES = 8 * 1024 * 1024
const MOST_POLICIES = 10_000

/** Reads every policy, those of the configuration file first, then file by file in order of name. Throws `invalid_config`. */
export function loadPolicies({ configFile, home, required }: PolicyPlace): PolicySet {
  const config = read(configFile)
  const policies: Policy[] = []
  let byDefault: PolicySet['byDefault'] = 'allow'
  if (config === undefined && required === true) refuse(configFile, 'is not there any more')
  if (config !== undefined) {
    byDefault = parseConfig(configFile, config, { home }).security.default_policy
    policies.push(...parsePolicyFile(configFile, config, 'configuration'))
  }
  for (const file of policyFiles(configFile)) {
    const bytes = read(file)
    if (bytes !== undefined) policies.push(...parsePolicyFile(file, bytes))
    if (policies.length > MOST_POLICIES) refuse(file, `there are more than ${MOST_POLICIES} policies`)
  }
  checkUnique(policies)
  return createPolicySet(policies, byDefault)
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
    return facts === undefined ? '-' : `${facts.ino} ${facts.size} ${facts.mtimeNs} ${facts.ctimeNs}`
  } catch (error) {
    return codeOf(error)
  }
}

function policyFiles(configFile: string): readonly string[] {
  const folder = join(dirname(configFile), FOLDER)
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    return refuse(folder, `cannot be read (${codeOf(error)})`)
  }
  // Editors keep their copies beside the file, under names that begin with a dot or #.
  const files = names.filter((name) => name.endsWith('.toml') && !/^[.#]/.test(name)).sort()
  return files.length > MOST_FILES
    ? refuse(folder, `holds more than ${MOST_FILES} files`)
    : files.map((name) => join(folder, name))
}

function read(file: string): Uint8Array | undefined {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    return refuse(file, `cannot be read (${codeOf(error)})`)
  }
  return bytes.byteLength > MOST_BYTES ? refuse(file, `is larger than ${MOST_BYTES} bytes`) : bytes
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown failure'

function refuse(file: string, reason: string): never {
  throw new VultrinoError('invalid_config', { file, line: 1, reason })
}
