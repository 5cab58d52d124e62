/** What can be said of a path without opening it. */
export interface FileFacts {
  readonly kind: 'missing' | 'file' | 'folder' | 'other'
  /** Permission bits, or `null` where the system has none (Windows). */
  readonly mode: number | null
  /** Owned by the user who runs this process (true where the system cannot say). */
  readonly owned: boolean
  readonly readable: boolean
  readonly writable: boolean
  /** Bytes. */
  readonly size: number
}
