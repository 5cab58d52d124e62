import { statSync } from 'node:fs'
import { join } from 'node:path'
import { VultrinoError } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import type { Environment } from './os-folders.node.ts'
import { readAtMost } from './read-at-most.node.ts'

const MAX_BYTES = 4096

/**
 * Takes the vault password from wherever it was left for an unattended start, in the documented order:
 * `VULTRINO_PASSWORD`, `VULTRINO_PASSWORD_FILE`, systemd's credentials folder. `undefined` if nowhere.
 * Throws `storage_error` on a file that was named and cannot be used.
 */
export function passwordGiven(taken: Secret | undefined, env: Environment): Secret | undefined {
  if (taken !== undefined) return taken
  const file = env['VULTRINO_PASSWORD_FILE']
  if (file !== undefined && file !== '') return read(file)
  const folder = env['CREDENTIALS_DIRECTORY']
  if (folder === undefined || folder === '') return undefined
  const credential = join(folder, 'vultrino-password')
  return statSync(credential, { throwIfNoEntry: false }) === undefined ? undefined : read(credential)
}

/**
 * `VULTRINO_PASSWORD`, removed from the environment so that no child process inherits it. An empty one counts
 * as unset.
 */
export function takePassword(env: Record<string, string | undefined>): Secret | undefined {
  return take(env, 'VULTRINO_PASSWORD')
}

/** `VULTRINO_API_KEY`, likewise. */
export function takeApiKey(env: Record<string, string | undefined>): Secret | undefined {
  return take(env, 'VULTRINO_API_KEY')
}

function take(env: Record<string, string | undefined>, name: string): Secret | undefined {
  const text = env[name]
  Reflect.deleteProperty(env, name)
  return text === undefined || text === '' ? undefined : new Secret(text)
}

/** One line break at the end belongs to the editor, not to the password. */
function read(path: string): Secret {
  const refuse = (what: string): never => {
    throw new VultrinoError('storage_error', {
      reason: `the password file ${path} ${what}`,
      hint: 'It must be a file that this user can read, with nothing but the password in it',
    })
  }
  let bytes: Uint8Array
  try {
    bytes = readAtMost(path, MAX_BYTES)
  } catch (error) {
    return refuse(
      `cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown failure'})`,
    )
  }
  if (bytes.byteLength > MAX_BYTES) return refuse(`is larger than ${MAX_BYTES} bytes`)
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/\r?\n$/, '')
  return text === '' ? refuse('is empty') : new Secret(text)
}
