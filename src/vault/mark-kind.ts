import type { JsonValue } from '../domain/credential.ts'
import type { RecordKind } from './record-kinds.ts'

/** Something that is true of this vault from a certain moment on. */
export interface Mark {
  readonly id: string
  readonly name: 'keys_exist'
}

export const markKind: RecordKind<Mark, Mark> = {
  nameOf: ({ name }) => name,
  mention: (name) => ({ name }),
  split: (mark) => ({ info: mark, payload: null }),
  join: (info, payload: JsonValue) => (payload === null ? info : undefined),
}
