import type { OptionSpec } from './command-spec.ts'

export const JSON_OUTPUT: OptionSpec = { flags: '--json', doc: 'Output as JSON' }
