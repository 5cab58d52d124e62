import { readFile } from 'node:fs/promises'
import { VultrinoError } from '../../domain/errors.ts'
import type { AdminAccounts } from '../../ports/admin-accounts.ts'
import type { AdminAccount, Installation, InstallationPaths } from '../../ports/installation.ts'
import { storageFailure, systemCode } from '../stores/storage-failure.node.ts'
import { hashPassword, isPasswordHash, verifyPassword } from './password-hash.node.ts'

/** Nobody's account is longer; what is, is another file. */
const LONGEST = 64 * 1024

/** The account in `admin.json`, read anew each time: `vultrino init` may have made it anew this moment. */
export function adminAccounts(
  { adminFile }: Pick<InstallationPaths, 'adminFile'>,
  installation: Pick<Installation, 'writeAdmin'>,
): AdminAccounts {
  let last: Promise<unknown> = Promise.resolve()
  /** One after the other: each derivation takes 64 MiB and a core. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(act)
    last = done.catch(() => undefined)
    return done
  }
  return {
    read: async () => {
      try {
        const text = await readFile(adminFile, 'utf8')
        return parseAccount(text) ?? notAnAccount(adminFile)
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return undefined
        throw storageFailure('read', adminFile, error)
      }
    },
    write: (account) => installation.writeAdmin(account),
    hash: (password) => inTurn(() => hashPassword(password)),
    verify: (password, phc) => inTurn(() => verifyPassword(password, phc)),
  }
}

function notAnAccount(path: string): never {
  const hint = 'Move it away and make it anew with: vultrino init'
  throw new VultrinoError('storage_error', { reason: `${path} holds no account of the web UI`, path, hint })
}

function parseAccount(text: string): AdminAccount | undefined {
  const { username, password_hash: passwordHash, created_at: createdAt } = parseObject(text)
  if (typeof username !== 'string' || typeof passwordHash !== 'string' || typeof createdAt !== 'string')
    return undefined
  return isPasswordHash(passwordHash) ? { username, passwordHash, createdAt } : undefined
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  if (text.length > LONGEST) return {}
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
