import type { Secret } from '../domain/secret.ts'

/** The process's three streams, as commands see them. */
export interface Terminal {
  /** Stdin is a terminal, and there is one to show questions on: they can be asked. */
  readonly interactive: boolean
  /** Stdout is a terminal: a person reads the result. */
  readonly stdoutIsTerminal: boolean
  readonly stderrIsTerminal: boolean
  /** Width of stdout in cells; 80 where it is not known. */
  readonly columns: number
  /** Stdout may be coloured (a terminal, and neither `NO_COLOR` nor `TERM=dumb`). */
  readonly colour: boolean
  /**
   * Writes to stdout as it is, waiting while the reader is slower than we are. Throws `BrokenPipe` once the
   * reader has gone, `invalid_arguments` where it cannot be written otherwise (a full disk).
   */
  write(chunk: string | Uint8Array): Promise<void>
  /** One line to stderr. */
  note(line: string): void
  /** Asks on stderr, or on the terminal where stderr was sent elsewhere; answers with the line typed. Throws `cancelled` (Ctrl-C, end of input). */
  ask(question: string): Promise<string>
  /** The same without echo. */
  askSecret(question: string): Promise<Secret>
  /** Stdin, read once, as bytes. */
  stdin(): AsyncIterable<Uint8Array>
}

/** Whoever read stdout has gone (`vultrino list | head -1`): nothing is wrong, and nothing is left to do. */
export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe'
}

/** Ctrl-C at a question. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
