import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

/** Why something is not read that could be opened. */
export class NotReadable extends Error {}

/**
 * A file's bytes, at once. What never ends, or would be waited for (a pipe, a device), is not even begun with.
 * Throws `NotReadable`, and what the system says.
 */
export function readWholeFile(file: string, most: number): Uint8Array {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const facts = fstatSync(handle)
    if (!facts.isFile()) throw new NotReadable('is not a file')
    if (facts.size > most) throw new NotReadable(`is larger than ${most} bytes`)
    const bytes = readFileSync(handle)
    if (bytes.byteLength > most) throw new NotReadable(`is larger than ${most} bytes`)
    return bytes
  } finally {
    closeSync(handle)
  }
}
