import { randomInt, randomBytes } from 'node:crypto'
import { CREDENTIALS, type CredentialName, type SecretShape } from '../contract/laboratory.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const random = (size: number): string =>
  Array.from({ length: size }, () => LETTERS[randomInt(LETTERS.length)]).join('')
const between = (signs: string): string =>
  Array.from(signs, (sign) => `${random(2)}${sign}`).join('') + random(4)

const MAKERS: Readonly<Record<Exclude<SecretShape, 'prefix-of-long'>, () => string>> = {
  random: () => random(40),
  awkward: () => between('"\\/<>&\'%+= é~€'),
  punctuated: () => between('!#$*-._~/+=^|'),
  long: () => random(600),
  jwt: () => [24, 60, 43].map((size) => randomBytes(size).toString('base64url')).join('.'),
  hexadecimal: () => randomBytes(16).toString('hex'),
}

/** New secrets for a run, one for each credential of the laboratory. */
export function makeSecrets(): ReadonlyMap<CredentialName, string> {
  const secrets = new Map<CredentialName, string>()
  const names = Object.keys(CREDENTIALS) as CredentialName[]
  for (const name of names) {
    const shape: SecretShape = CREDENTIALS[name].shape
    if (shape !== 'prefix-of-long') secrets.set(name, MAKERS[shape]())
  }
  for (const name of names) {
    if (!secrets.has(name)) secrets.set(name, (secrets.get('long') ?? '').slice(0, 20))
  }
  return secrets
}
