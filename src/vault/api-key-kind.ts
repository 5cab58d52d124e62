import type { ApiKeyInfo } from '../domain/api-key.ts'
import type { JsonValue } from '../domain/credential.ts'
import type { RecordKind } from './record-kinds.ts'

/** A key's hash stands in the index, which is sealed as a whole: it must be found without unsealing every key. */
export const apiKeyKind: RecordKind<ApiKeyInfo, ApiKeyInfo> = {
  nameOf: ({ name }) => name,
  mention: (name) => ({ kind: 'key', name }),
  split: (key) => ({ info: key, payload: null }),
  join: (info, payload: JsonValue) => (payload === null ? info : undefined),
}
