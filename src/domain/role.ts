import type { Permission } from './principal.ts'

/** What API keys of this role may do, and with which credentials. */
export interface Role {
  /** UUID. */
  readonly id: string
  /** Unique. */
  readonly name: string
  readonly description: string | null
  /** In the order of `PERMISSIONS`, each once, at least one. */
  readonly permissions: readonly Permission[]
  /** Alias patterns (see `compileGlob`); empty: every credential. */
  readonly scopes: readonly string[]
  /** Comes with the product: can be neither changed nor deleted. */
  readonly builtIn: boolean
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly updatedAt: string
}
