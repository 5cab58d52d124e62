/** A file being read: its size in bytes if it has one (a pipe has none), and its bytes. */
export interface LocalFile {
  readonly size: number | null
  readonly bytes: AsyncIterable<Uint8Array>
}

/** A file being written. */
export interface LocalSink {
  write(chunk: Uint8Array): Promise<void>
  close(): Promise<void>
}

/**
 * Files that a person names on the command line. What fails throws `VultrinoError('invalid_arguments')`; its detail
 * `problem` says why without naming the file.
 */
export interface LocalFiles {
  open(path: string): Promise<LocalFile>
  /** Reads a file of at most `limit` bytes. */
  read(path: string, limit: number): Promise<Uint8Array>
  /** Opens a file for writing, emptied if it is there. */
  create(path: string): Promise<LocalSink>
}
