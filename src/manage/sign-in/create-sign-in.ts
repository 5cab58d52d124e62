import { Secret } from '../../domain/secret.ts'
import type { AdminAccounts } from '../../ports/admin-accounts.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { Clock } from '../../ports/clock.ts'
import type { AdminAccount } from '../../ports/installation.ts'
import type { Random } from '../../ports/random.ts'
import type { RateLimits } from '../../ports/rate-limits.ts'
import type { Session, Sessions } from '../../ports/sessions.ts'
import type { TokenHash } from '../../ports/token-hash.ts'
import type { Vouching } from '../../ports/vouching.ts'
import type { Caller, Recording } from '../management.ts'
import { checkPassword } from '../password-rules.ts'
import { judgedAndRecorded, recorded } from '../recorded.ts'
import { Attempts } from './attempts.ts'
import { recordStranger } from './record-stranger.ts'
import { wrongPassword, wrongSignIn } from './refusals.ts'
import { GONE, type SignIn, type SignInFrom } from './sign-in.ts'

export interface SignInDeps {
  readonly accounts: AdminAccounts
  readonly sessions: Sessions
  readonly limits: RateLimits
  readonly audit: AuditLog
  readonly clock: Clock
  readonly random: Random
  readonly tokenHash: TokenHash
  /** Sessions lie where others may be able to write: none is taken that this did not seal. */
  readonly vouching: Vouching
  /** Seconds without activity after which a session ends. */
  readonly sessionTimeout: number
  /** Failed attempts a minute from one peer; 0: no limit. */
  readonly failedPerMinute: number
}

/** 256 bits. */
const TOKEN_BYTES = 32
const USER_AGENT_LENGTH = 200
/** That a session is used is written at most this often, milliseconds, so that looking at pages costs no writes. */
const TOUCH_MS = 10_000
/** … nor more often than this part of its life. */
const TOUCH_PART = 20

/** Sign-in to the account of the web UI. */
export function createSignIn(deps: SignInDeps): SignIn {
  const { accounts, sessions, audit, clock, random, tokenHash, vouching, sessionTimeout } = deps
  const idleMs = sessionTimeout * 1000
  const touchMs = Math.min(TOUCH_MS, idleMs / TOUCH_PART)
  const attempts = new Attempts(deps)

  const recording = (from: SignInFrom): Recording => ({ audit, clock, random, caller: ownerFrom(from) })

  /** Whether a session was begun here, with the account as it is: another name, password or date is another account. */
  const isOf = (session: Session, account: AdminAccount | undefined): account is AdminAccount =>
    account !== undefined && vouching.vouches(statementOf(session, account), session.seal)

  const sameText = (a: string, b: string): boolean => tokenHash(new Secret(a)) === tokenHash(new Secret(b))

  const begin = (account: AdminAccount, from: SignInFrom): { token: Secret; session: Session } => {
    const now = clock.now()
    sessions.expire(now - idleMs)
    const token = new Secret(base64url(random.bytes(TOKEN_BYTES)))
    const begun = {
      id: tokenHash(token),
      createdAt: now,
      seenAt: now,
      ip: from.ip,
      peer: from.peer,
      userAgent: from.userAgent?.slice(0, USER_AGENT_LENGTH) ?? null,
    }
    const session: Session = { ...begun, seal: vouching.vouch(statementOf(begun, account)) }
    sessions.add(session)
    return { token, session }
  }

  /** The session of this id, if it is not over. */
  const current = async (id: string): Promise<Session | undefined> => {
    const session = sessions.find(id)
    if (session === undefined) return undefined
    const account = await accounts.read()
    // Seen as far ahead: the clock was wrong then, and would keep it open for as long.
    const over = Math.abs(clock.now() - session.seenAt) >= idleMs
    if (!over && isOf(session, account)) return session
    sessions.remove(id)
    return undefined
  }

  return {
    open: async (username, password, from) => {
      const account = await attempts
        .count(from, async () => {
          const found = await accounts.read()
          // Derived whatever the name was: how long it takes says nothing of which of both was wrong.
          const right = await accounts.verify(password, found?.passwordHash)
          return right && found !== undefined && sameText(username, found.username) ? found : wrongSignIn()
        })
        .catch((thrown: unknown) => recordStranger({ audit, clock }, from, thrown))
      return recorded(recording(from), 'session.open', null, () => Promise.resolve(begin(account, from)))
    },

    resume: async (token, peer) => {
      const session = await current(tokenHash(token))
      if (session === undefined || session.peer !== peer || peer === GONE) return undefined
      const now = clock.now()
      if (now - session.seenAt >= touchMs) sessions.touch(session.id, now)
      return session
    },

    holds: async ({ id }) => (await current(id)) !== undefined,

    close: (session, from) =>
      recorded(recording(from), 'session.close', null, () => {
        sessions.remove(session.id)
        return Promise.resolve()
      }),

    closeAll: (_session, from) =>
      recorded(recording(from), 'session.close_all', null, () => {
        sessions.removeAll()
        return Promise.resolve()
      }),

    list: () => {
      sessions.expire(clock.now() - idleMs)
      return sessions.list()
    },

    changePassword: (session, present, next, from) =>
      judgedAndRecorded(
        recording(from),
        'admin.set',
        null,
        async () => {
          // The cheap question first; nothing is learnt from it but what the page says anyway.
          checkPassword(next, 'new password')
          return attempts.count(from, async () => {
            const account = await accounts.read()
            const right = await accounts.verify(present, account?.passwordHash)
            return right && isOf(session, account) ? account : wrongPassword()
          })
        },
        async ({ username }) => {
          const createdAt = new Date(clock.now()).toISOString()
          const account = { username, passwordHash: await accounts.hash(next), createdAt }
          await accounts.write(account)
          const begun = begin(account, from)
          sessions.removeAll(begun.session.id)
          return begun
        },
      ),
  }
}

const statementOf = (
  { id, createdAt, peer }: Pick<Session, 'id' | 'createdAt' | 'peer'>,
  { username, passwordHash, createdAt: since }: AdminAccount,
): string => JSON.stringify(['web session', id, createdAt, peer, username, passwordHash, since])

const ownerFrom = ({ requestId, ip }: SignInFrom): Caller => ({
  surface: 'web',
  principal: { kind: 'owner' },
  ip,
  requestId,
})

/** RFC 4648 §5, without padding. */
const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
