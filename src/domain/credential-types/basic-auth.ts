import type { CredentialData } from '../credential.ts'
import { Secret } from '../secret.ts'
import type { CredentialType } from './credential-type.ts'
import { PLACEMENT_KEYS } from './header-placement.ts'

/** RFC 7617 §2: neither part may hold control characters. A lone surrogate has no UTF-8 form. */
const CONTROL = /\p{Cc}/u

function partProblem(value: string): string | undefined {
  if (CONTROL.test(value)) return 'must not hold line breaks or other control characters'
  if (!value.isWellFormed()) return 'is not well-formed Unicode'
  return value.length > 4096 ? 'is longer than 4096 characters' : undefined
}

/** HTTP Basic (RFC 7617), in UTF-8. */
export const basicAuth: CredentialType = {
  fields: [
    {
      name: 'username',
      secret: false,
      required: true,
      label: 'Username',
      // The first colon ends the user-id (RFC 7617 §2), so one inside it would move into the password.
      problem: (value) => (value.includes(':') ? 'must not hold a colon' : partProblem(value)),
    },
    { name: 'password', secret: true, required: true, label: 'Password', problem: partProblem },
  ],
  metadataProblem: (metadata) => {
    const key = PLACEMENT_KEYS.find((name) => metadata[name] !== undefined)
    return key === undefined ? undefined : `${key} has no meaning for basic_auth`
  },
  injection: ({ data }) => ({
    in: 'header',
    name: 'Authorization',
    value: `Basic ${base64Utf8(pairOf(data))}`,
  }),
  // The last is what is really sent: a target may spell it once more, in hex or base64.
  secrets: (data) => {
    const pair = pairOf(data)
    return [passwordOf(data), new Secret(pair), new Secret(base64Utf8(pair))]
  },
}

function passwordOf(data: CredentialData): Secret {
  const password = data['password']
  if (password instanceof Secret) return password
  throw new TypeError('a basic_auth credential without a password')
}

function pairOf(data: CredentialData): string {
  const username = data['username']
  if (typeof username !== 'string') throw new TypeError('a basic_auth credential without a username')
  return `${username}:${passwordOf(data).reveal()}`
}

function base64Utf8(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
}
