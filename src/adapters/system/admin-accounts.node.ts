import type { AdminAccounts } from '../../ports/admin-accounts.ts'
import type { Installation, InstallationPaths } from '../../ports/installation.ts'
import type { Vouching } from '../../ports/vouching.ts'
import { readStoredAccount, vouchedAccount } from './account-file.node.ts'
import { hashPassword, verifyPassword } from './password-hash.node.ts'

/** The account in `admin.json`, read anew each time: `vultrino init` may have made it anew this moment. */
export function adminAccounts(
  { adminFile }: Pick<InstallationPaths, 'adminFile'>,
  installation: Pick<Installation, 'writeAdmin'>,
  vouching: Vouching,
): AdminAccounts {
  let last: Promise<unknown> = Promise.resolve()
  /** One after the other: each derivation takes 64 MiB and a core. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(act)
    last = done.catch(() => undefined)
    return done
  }
  return {
    read: () =>
      new Promise((resolve) => {
        const stored = readStoredAccount(adminFile)
        resolve(stored === undefined ? undefined : vouchedAccount(stored, vouching))
      }),
    write: (account) => installation.writeAdmin(account, vouching),
    hash: (password) => inTurn(() => hashPassword(password)),
    verify: (password, phc) => inTurn(() => verifyPassword(password, phc)),
  }
}
