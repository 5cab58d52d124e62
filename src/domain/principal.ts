export type Permission = 'read' | 'write' | 'update' | 'delete' | 'execute'

/**
 * Who asks. The owner holds the vault password (CLI); the local user is whoever runs the server and comes
 * over loopback without a key.
 */
export type Principal =
  { readonly kind: 'owner' } | { readonly kind: 'local'; readonly permissions: readonly Permission[] }

/** Whether a principal holds a permission at all (scopes are a further question, asked per alias). */
export function holds(principal: Principal, permission: Permission): boolean {
  return principal.kind === 'owner' || principal.permissions.includes(permission)
}
