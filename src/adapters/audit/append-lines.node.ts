import { closeSync, constants, fchmodSync, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs'

/** An open file to which whole lines are added. Several processes may have the same one open. */
export class LineFile {
  readonly fd: number
  /** Whether the file ends in the middle of a line, which must be ended before another begins. */
  #torn: boolean

  private constructor(fd: number, torn: boolean) {
    this.fd = fd
    this.#torn = torn
  }

  /** Opens or makes the file, readable by its owner alone. Throws the system's error. */
  static open(path: string): LineFile {
    const fd = openSync(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o600)
    try {
      const { size, mode } = fstatSync(fd)
      if ((mode & 0o077) !== 0 && (mode & constants.S_IFMT) === constants.S_IFREG) fchmodSync(fd, 0o600)
      const last = Buffer.alloc(1, '\n')
      if (size > 0) readSync(fd, last, 0, 1, size - 1)
      return new LineFile(fd, last.toString() !== '\n')
    } catch (thrown) {
      closeSync(fd)
      throw thrown
    }
  }

  /**
   * Adds lines, each with its newline, in one write: on a local file system it lands as a whole, whatever other
   * processes add. What the system cuts short is written again from the line that was torn, after a newline that
   * ends the torn part. Gives the lines that could not be written (the disk is full, …).
   */
  append(lines: readonly string[]): string[] {
    let left = lines
    while (left.length > 0) {
      const text = (this.#torn ? '\n' : '') + left.join('')
      let written: number
      try {
        written = writeSync(this.fd, text)
      } catch {
        break
      }
      if (written === Buffer.byteLength(text)) {
        this.#torn = false
        return []
      }
      left = this.#after(left, written)
    }
    return [...left]
  }

  /** Whether a path leads to this file. */
  isAt(path: string): boolean {
    const there = statSync(path, { throwIfNoEntry: false })
    const here = fstatSync(this.fd)
    return there?.ino === here.ino && there.dev === here.dev
  }

  close(): void {
    closeSync(this.fd)
  }

  /** The lines that a short write has not finished. */
  #after(lines: readonly string[], written: number): readonly string[] {
    let bytes = this.#torn ? 1 : 0
    if (written < bytes) return lines
    let whole = 0
    for (const line of lines) {
      const end = bytes + Buffer.byteLength(line)
      if (end > written) break
      bytes = end
      whole++
    }
    this.#torn = written > bytes
    return lines.slice(whole)
  }
}
