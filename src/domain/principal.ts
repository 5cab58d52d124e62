/** Every permission there is, in the order they are shown. */
export const PERMISSIONS = ['read', 'write', 'update', 'delete', 'execute'] as const
export type Permission = (typeof PERMISSIONS)[number]

/** An API key that was checked, with what its role gives it. Made anew whenever key or role changes. */
export interface KeyPrincipal {
  readonly kind: 'key'
  /** UUID of the key. */
  readonly keyId: string
  readonly keyName: string
  /** `vk_` and its first eight characters. */
  readonly keyPrefix: string
  /** Name of its role. */
  readonly role: string
  readonly permissions: readonly Permission[]
  /** The role's alias patterns; empty: every credential. */
  readonly scopes: readonly string[]
  /** Whether the role's scopes cover this alias. */
  covers(alias: string): boolean
}

/**
 * Who asks. The owner holds the vault password (CLI) or is signed in (web UI); the local user is whoever runs the
 * server and comes over loopback without a key.
 */
export type Principal =
  | { readonly kind: 'owner' }
  | { readonly kind: 'local'; readonly permissions: readonly Permission[] }
  | KeyPrincipal

/** Whether a principal holds a permission at all (scopes are a further question, asked per alias). */
export function holds(principal: Principal, permission: Permission): boolean {
  return principal.kind === 'owner' || principal.permissions.includes(permission)
}

/** Whether a principal's scopes reach a credential of this alias, whether or not it exists. */
export function covers(principal: Principal, alias: string): boolean {
  return principal.kind !== 'key' || principal.covers(alias)
}

/**
 * Whether a principal may manage roles and keys: the owner, or a key with all five permissions and no scopes.
 * Whoever has less could give more than they have.
 */
export function isAdministrator(principal: Principal): boolean {
  if (principal.kind === 'owner') return true
  if (principal.kind === 'local') return false
  return principal.scopes.length === 0 && PERMISSIONS.every((one) => principal.permissions.includes(one))
}
