import type { HeaderList } from './header-list.ts'
import type { Permission } from './principal.ts'

/** What the request path needs of the configuration; resolved once, frozen. */
export interface RequestOptions {
  /** Largest request body, bytes. 0: no limit. */
  readonly maxBodySize: number
  /** Lower-case names of fields never sent on, besides those no proxy may send. */
  readonly stripHeaders: ReadonlySet<string>
  /** Fields added to every request, flat. */
  readonly injectHeaders: HeaderList
  /** Whether a caller without a key, known to be the OS user who runs the server, is let in. */
  readonly localUser: boolean
  /** What that user may do. */
  readonly localPermissions: readonly Permission[]
}
