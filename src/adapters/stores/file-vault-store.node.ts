import { hash } from 'node:crypto'
import { constants, type BigIntStats } from 'node:fs'
import { open, readFile, realpath, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { VultrinoError } from '../../domain/errors.ts'
import type { StoredVault, VaultStore } from '../../ports/vault-store.ts'
import { makeFolder } from '../system/make-folder.node.ts'
import { storageFailure, systemCode } from './storage-failure.node.ts'

/** More than a hundred thousand credentials; a larger file is not one of ours. */
const MAX_BYTES = 256 * 1024 * 1024
const POLL_MS = 250
/** Reaches past the generation number. */
const HEAD_BYTES = 1024

/** The vault as a file: 0600 in a folder 0700, both from creation, replaced by rename. */
export class FileVaultStore implements VaultStore {
  readonly location: string

  constructor(path: string) {
    this.location = path
  }

  async read(): Promise<StoredVault | undefined> {
    return this.#opened(async (file, stats) => {
      if (!stats.isFile() || stats.size > MAX_BYTES) {
        throw new VultrinoError('vault_damaged', { reason: 'it is not a regular file of a plausible size' })
      }
      const bytes = await file.readFile()
      return { bytes, revision: revisionOf(stats, bytes) }
    })
  }

  async revision(): Promise<string | undefined> {
    return this.#opened(async (file, stats) => {
      if (!stats.isFile()) return 'not a regular file'
      const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
      return revisionOf(stats, buffer.subarray(0, bytesRead))
    })
  }

  async replace(text: string): Promise<string> {
    try {
      makeFolder(dirname(this.location))
      // Where the path is a link, the file it leads to is replaced, not the link.
      const target = await realpath(this.location).catch(() => this.location)
      const fresh = `${target}.tmp`
      // One that a killed writer left behind; nobody else writes while the lock is held.
      await rm(fresh, { force: true })
      try {
        const revision = await writeDurably(fresh, Buffer.from(text))
        await rename(fresh, target)
        await syncFolder(dirname(target))
        return revision
      } catch (error) {
        await rm(fresh, { force: true })
        throw error
      }
    } catch (error) {
      throw storageFailure('write', this.location, error)
    }
  }

  async backUp(label: string): Promise<string> {
    const path = `${this.location}.bak-${label}`
    try {
      await writeDurably(path, await readFile(this.location))
      await syncFolder(dirname(path))
      return path
    } catch (error) {
      throw storageFailure('write', path, error)
    }
  }

  watch(look: () => void): () => void {
    // Polling sees every kind of replacement on every file system, and costs a few system calls.
    const timer = setInterval(look, POLL_MS)
    timer.unref()
    return () => clearInterval(timer)
  }

  async #opened<T>(use: (file: FileHandle, stats: BigIntStats) => Promise<T>): Promise<T | undefined> {
    try {
      // Without O_NONBLOCK, opening a FIFO put in the file's place would wait for ever.
      await using file = await open(this.location, constants.O_RDONLY | constants.O_NONBLOCK)
      return await use(file, await file.stat({ bigint: true }))
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined
      throw storageFailure('read', this.location, error)
    }
  }
}

/**
 * Times are too coarse and inode numbers come back too soon to tell quick writers apart; the head of the file,
 * where the generation stands, is another in each version.
 */
function revisionOf({ dev, ino, size, mtimeNs }: BigIntStats, content: Uint8Array): string {
  return [dev, ino, size, mtimeNs, hash('sha256', content.subarray(0, HEAD_BYTES))].join(':')
}

async function writeDurably(path: string, content: Uint8Array): Promise<string> {
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(content)
  await file.sync()
  return revisionOf(await file.stat({ bigint: true }), content)
}

/** Makes the rename itself durable. Windows cannot open a folder, and has no need to. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  await using folder = await open(path, 'r')
  await folder.sync()
}
