import type { Credential, CredentialData, CredentialInfo, JsonValue } from '../domain/credential.ts'
import { Secret } from '../domain/secret.ts'
import type { RecordKind } from './record-kinds.ts'

interface Field {
  readonly name: string
  readonly value: string
  readonly secret: boolean
}

/** Type and binding stand in both parts, so that neither can be told otherwise than sealed with the secret. */
interface Payload {
  readonly type: string
  readonly binding: CredentialInfo['binding']
  readonly fields: readonly Field[]
}

export const credentialKind: RecordKind<CredentialInfo, Credential> = {
  nameOf: ({ alias }) => alias,
  mention: (alias) => ({ alias }),

  split({ data, ...info }) {
    const fields = Object.entries(data).map(([name, value]) => fieldOf(name, value))
    const payload: Payload = { type: info.type, binding: info.binding, fields }
    return { info, payload: payload as unknown as JsonValue }
  },

  join(info, sealed) {
    const payload = sealed as unknown as Payload
    const agree =
      payload.type === info.type && JSON.stringify(payload.binding) === JSON.stringify(info.binding)
    return agree ? { ...info, data: dataOf(payload.fields) } : undefined
  },
}

function fieldOf(name: string, value: Secret | string): Field {
  return value instanceof Secret
    ? { name, value: value.reveal(), secret: true }
    : { name, value, secret: false }
}

const dataOf = (fields: readonly Field[]): CredentialData =>
  Object.fromEntries(fields.map(({ name, value, secret }) => [name, secret ? new Secret(value) : value]))
