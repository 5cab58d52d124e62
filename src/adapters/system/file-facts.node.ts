import { access, constants, stat } from 'node:fs/promises'
import type { FileFacts } from '../../ports/file-facts.ts'

const MISSING: FileFacts = {
  kind: 'missing',
  mode: null,
  owned: true,
  readable: false,
  writable: false,
  size: 0,
}

/** Looks at a path, links followed. What may not even be looked at counts as there, but of no use. */
export async function fileFacts(path: string): Promise<FileFacts> {
  try {
    const stats = await stat(path)
    return {
      kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other',
      mode: process.platform === 'win32' ? null : stats.mode & 0o777,
      owned: process.getuid === undefined || stats.uid === process.getuid(),
      readable: await may(path, constants.R_OK),
      writable: await may(path, constants.W_OK),
      size: stats.size,
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'ENOENT' || code === 'ENOTDIR' ? MISSING : { ...MISSING, kind: 'other' }
  }
}

async function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  )
}
