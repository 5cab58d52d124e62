import type { Permission } from '../domain/principal.ts'

/** What an act asks of whoever does it: a permission, full rights over everything (`access`), or being the owner. */
export type Need = Permission | 'anyone' | 'access' | 'owner'

interface Act {
  readonly needs: Need
  /** Shows and changes nothing: the owner's own looking is not recorded. */
  readonly looks?: true
  /** Shows nothing of anybody's: nobody's looking is recorded, only refusals. */
  readonly quiet?: true
}

/** Every act of the control plane, as the audit log names it. */
export const ACTS = {
  'vault.init': { needs: 'owner' },
  'vault.change_password': { needs: 'owner' },
  'admin.set': { needs: 'owner' },
  'session.open': { needs: 'owner' },
  'session.close': { needs: 'owner' },
  'session.close_all': { needs: 'owner' },
  'identity.get': { needs: 'anyone', looks: true },
  'credential.list': { needs: 'read', looks: true },
  'credential.get': { needs: 'read', looks: true },
  'credential.add': { needs: 'write' },
  'credential.update': { needs: 'update' },
  'credential.delete': { needs: 'delete' },
  'credential.bind': { needs: 'update' },
  'credential.unbind': { needs: 'update' },
  'credential.reveal': { needs: 'owner' },
  'role.list': { needs: 'access', looks: true },
  'role.get': { needs: 'access', looks: true },
  'role.create': { needs: 'access' },
  'role.update': { needs: 'access' },
  'role.delete': { needs: 'access' },
  'key.list': { needs: 'access', looks: true },
  'key.get': { needs: 'access', looks: true },
  'key.create': { needs: 'access' },
  'key.revoke': { needs: 'access' },
  'metrics.get': { needs: 'read', quiet: true },
  'audit.search': { needs: 'read', looks: true },
  'audit.follow': { needs: 'read', looks: true },
  'audit.stats': { needs: 'read', looks: true },
  'audit.export': { needs: 'read', looks: true },
  'audit.verify': { needs: 'access', looks: true },
  'policy.read': { needs: 'access', looks: true },
  'policy.lint': { needs: 'access', looks: true },
  'access.check': { needs: 'execute', looks: true },
} as const satisfies Record<string, Act>

export type Action = keyof typeof ACTS

/** Whether an act is about one credential: it needs the caller's scopes to cover its alias. */
export const isOfCredential = (action: string): boolean =>
  action === 'access.check' || action.startsWith('credential.')
