/** Where an agent keeps its settings, in a folder of the user's. */
export interface AgentFilePlace {
  /** `home`: of the user; `config`: for applications' settings, as the system has it. */
  readonly base: 'home' | 'config'
  readonly path: readonly string[]
}

export interface AgentFile {
  /** Absolute. */
  readonly path: string
  /** `null`: it is not there yet. */
  readonly text: string | null
}

/** The settings files of agents on this machine. */
export interface AgentFiles {
  /** Throws `storage_error` on one that cannot be read, `invalid_arguments` on one that is no text or beyond all size. */
  read(place: AgentFilePlace): Promise<AgentFile>
  /**
   * Writes it anew, whole or not at all, 0600; what was there is kept beside it. Answers where, `null` if there was
   * nothing. Throws `invalid_arguments` if it has changed since it was read, `storage_error`.
   */
  replace(file: AgentFile, text: string): Promise<string | null>
}
