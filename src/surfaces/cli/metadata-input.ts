import type { JsonValue } from '../../domain/credential.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { CommandArguments } from './command-arguments.ts'

/** Options that are a shorter way to say one key of the metadata. */
const SHORTHANDS = {
  headerName: 'header_name',
  headerPrefix: 'header_prefix',
  queryParam: 'query_param',
} as const

/** `--metadata` and its shorthands as one object. Throws `invalid_arguments`. */
export function metadataFrom(args: CommandArguments): Record<string, JsonValue> {
  const metadata = parse(args.text('metadata') ?? '{}')
  for (const [option, key] of Object.entries(SHORTHANDS)) {
    const value = args.text(option)
    if (value !== undefined) metadata[key] = value
  }
  return metadata
}

function parse(text: string): Record<string, JsonValue> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new VultrinoError('invalid_arguments', {
      reason: '--metadata takes a JSON object',
      hint: `For example: --metadata '{"header_name": "X-API-Key"}'`,
    })
  }
  return { ...(value as Record<string, JsonValue>) }
}
