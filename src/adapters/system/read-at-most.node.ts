import { closeSync, openSync, readSync } from 'node:fs'

/**
 * The bytes of a file, a pipe or a device, and no more than one beyond `most`: that there is one says that it is too large, and
 * what has no end (`/dev/zero`) is not read for ever. Throws the system's error.
 */
export function readAtMost(path: string, most: number): Uint8Array {
  const handle = openSync(path, 'r')
  try {
    const bytes = new Uint8Array(most + 1)
    let size = 0
    for (let got = -1; got !== 0 && size < bytes.length; size += got)
      got = readSync(handle, bytes, size, bytes.length - size, null)
    return bytes.subarray(0, size)
  } finally {
    closeSync(handle)
  }
}
