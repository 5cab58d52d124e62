import type { RawData } from '../../../domain/credential-types/parse-data.ts'
import { Secret } from '../../../domain/secret.ts'
import * as field from '../fields.ts'

/** The fields of a credential among the arguments of a tool. */
export const DATA_FIELDS = {
  key: field.secret('API key or token value (for api_key type)').optional(),
  username: field.username.optional(),
  password: field.secret('Password (for basic_auth type)').optional(),
}

interface Given {
  readonly key?: string | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
}

/** The same with what is secret wrapped; `undefined`: none was given. */
export function dataOf({ key, username, password }: Given): RawData | undefined {
  const data = {
    ...(key === undefined ? {} : { key: new Secret(key) }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: new Secret(password) }),
  }
  return Object.keys(data).length === 0 ? undefined : data
}
