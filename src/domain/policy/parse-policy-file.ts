import { VultrinoError } from '../errors.ts'
import { parseToml } from './parse-toml.ts'
import type { Policy } from './policy.ts'
import { readingPolicies } from './read-policies.ts'
import { checkNames } from './reading.ts'
import { atOnce, type Steps } from './steps.ts'

/**
 * Reads the policies of a TOML 1.1 file in UTF-8: one that holds nothing else, or a configuration file, whose other
 * tables are not looked at. `file` is shown in errors. Throws `invalid_config`.
 */
export function parsePolicyFile(
  file: string,
  bytes: Uint8Array,
  kind: 'policies' | 'configuration' = 'policies',
): readonly Policy[] {
  return atOnce(parsingPolicyFile(file, bytes, kind))
}

/** The same in steps. */
export function* parsingPolicyFile(
  file: string,
  bytes: Uint8Array,
  kind: 'policies' | 'configuration',
): Steps<readonly Policy[]> {
  const refuse = (line: number, reason: string, hint?: string): never => {
    throw new VultrinoError('invalid_config', { file, line, reason, ...(hint === undefined ? {} : { hint }) })
  }
  const text = decode(bytes) ?? refuse(1, 'is not UTF-8 text')
  const document = parseToml(text, refuse)
  if (kind === 'policies')
    checkNames(document, ['policies'], 'a file of policies', (reason, hint) => refuse(1, reason, hint))
  yield
  return document['policies'] === undefined
    ? []
    : yield* readingPolicies({ file, text, policies: document['policies'] })
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return undefined
  }
}
