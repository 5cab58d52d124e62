import { statSync } from 'node:fs'
import { VultrinoError } from '../../domain/errors.ts'
import type { AdminAccount } from '../../ports/installation.ts'
import type { Vouching } from '../../ports/vouching.ts'
import { NotReadable, readWholeFile } from '../policies/read-whole-file.node.ts'
import { storageFailure, systemCode } from '../stores/storage-failure.node.ts'
import { isPasswordHash } from './password-hash.node.ts'

/** Nobody's account is longer; what is, is another file. Bytes. */
const LONGEST = 64 * 1024

/** What stands in `admin.json`, which whoever may write that file may have written. */
export interface StoredAccount {
  readonly path: string
  readonly account: AdminAccount
  /** Empty: there is none. */
  readonly seal: string
}

/** The text of `admin.json`. */
export function accountText(account: AdminAccount, vouching: Vouching): string {
  const { username, passwordHash: password_hash, createdAt: created_at } = account
  const seal = vouching.vouch(statementOf(account))
  return `${JSON.stringify({ version: 1, username, password_hash, created_at, seal }, null, 2)}\n`
}

/** `undefined`: there is no such file. Throws `storage_error` on what is no account. */
export function readStoredAccount(path: string): StoredAccount | undefined {
  let bytes: Uint8Array
  try {
    // A pipe in its place would be waited for, for ever, by a thread that all of us share.
    bytes = readWholeFile(path, LONGEST)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    return refuse(error instanceof NotReadable && !isFolder(path) ? noAccount(path) : unreadable(path, error))
  }
  const parsed = parseObject(new TextDecoder().decode(bytes))
  const { username, password_hash: passwordHash, created_at: createdAt, seal } = parsed
  if (typeof username !== 'string' || typeof passwordHash !== 'string' || typeof createdAt !== 'string')
    return refuse(noAccount(path))
  if (!isPasswordHash(passwordHash)) return refuse(noAccount(path))
  return {
    path,
    account: { username, passwordHash, createdAt },
    seal: typeof seal === 'string' ? seal : '',
  }
}

/** The account, if it was written by who could open this vault. Throws `storage_error`. */
export function vouchedAccount({ path, account, seal }: StoredAccount, vouching: Vouching): AdminAccount {
  return vouching.vouches(statementOf(account), seal)
    ? account
    : refuse(unusable(path, 'was not written with the password of this vault'))
}

const statementOf = ({ username, passwordHash, createdAt }: AdminAccount): string =>
  JSON.stringify(['admin account', username, passwordHash, createdAt])

const noAccount = (path: string): VultrinoError => unusable(path, 'holds no account of the web UI')

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const unreadable = (path: string, error: unknown): VultrinoError =>
  storageFailure(
    'read',
    path,
    error instanceof NotReadable ? Object.assign(new Error('a folder'), { code: 'EISDIR' }) : error,
  )

function unusable(path: string, what: string): VultrinoError {
  const hint = 'Move it away and make it anew with: vultrino init'
  return new VultrinoError('storage_error', { reason: `${path} ${what}`, path, hint })
}

function refuse(error: VultrinoError): never {
  throw error
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
