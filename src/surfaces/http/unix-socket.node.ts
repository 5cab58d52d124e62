import { chmod, lstat, unlink } from 'node:fs/promises'
import type { Server } from 'node:net'
import { connect } from 'node:net'
import { VultrinoError } from '../../domain/errors.ts'

/** Removes a socket file that a server which is gone has left. Throws `invalid_arguments` if the path is taken. */
export async function claimSocketPath(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined) return
  if (!found.isSocket()) throw taken('is not a socket')
  if (await answers(path)) throw taken('is in use by another server')
  await unlink(path)
}

const taken = (what: string): VultrinoError =>
  new VultrinoError('invalid_arguments', { reason: `the path of the unix listener ${what}` })

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    // Only a refused connection proves that nobody listens; a file we may not open may well be somebody's.
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'))
  })
}

/** Listens on a path that only this user can open, from the file's first moment on. */
export async function listenOnPath(server: Server, path: string): Promise<void> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', reject)
  })
  // The file is made inside `listen`, with the mode that the umask leaves.
  const umask = process.umask(0o177)
  try {
    server.listen(path)
  } finally {
    process.umask(umask)
  }
  await listening
  await chmod(path, 0o600)
}
