import { open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { storageFailure } from '../stores/storage-failure.node.ts'

/** One block of most file systems. */
const TRIAL = Buffer.alloc(4096)

/**
 * Writes a file into a folder, down to the disk, and removes it. Resolves to the bytes free there, `null` where the
 * system does not tell. Throws `storage_error`.
 */
export async function tryFolder(path: string): Promise<number | null> {
  const trial = join(path, `.trial-${process.pid}`)
  try {
    await rm(trial, { force: true })
    try {
      await using file = await open(trial, 'wx', 0o600)
      await file.writeFile(TRIAL)
      await file.sync()
    } finally {
      await rm(trial, { force: true })
    }
    return await freeSpace(path)
  } catch (error) {
    throw storageFailure('write in', path, error)
  }
}

/** Bytes; `null` where the system does not tell. */
export async function freeSpace(path: string): Promise<number | null> {
  const { blocks, bavail, bsize } = await statfs(path)
  return blocks === 0 ? null : bavail * bsize
}
