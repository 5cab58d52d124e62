import { open } from 'node:fs/promises'
import { VultrinoError } from '../../domain/errors.ts'
import type { LocalFile, LocalFiles, LocalSink } from '../../ports/local-files.ts'

/** The machine's file system. */
export const localFiles: LocalFiles = {
  open: (path) => named('read', path, () => openFile(path)),
  read: (path, limit) => named('read', path, () => readFile(path, limit)),
  create: (path) => named('write', path, () => createFile(path)),
}

async function openFile(path: string): Promise<LocalFile> {
  const handle = await open(path, 'r')
  const stats = await handle.stat()
  if (!stats.isDirectory())
    return { size: stats.isFile() ? stats.size : null, bytes: handle.createReadStream() }
  await handle.close()
  throw new VultrinoError('invalid_arguments', { reason: `${path} is a folder`, problem: 'it is a folder' })
}

async function readFile(path: string, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (await openFile(path)).bytes) {
    size += chunk.byteLength
    if (size > limit)
      throw new VultrinoError('invalid_arguments', {
        reason: `${path} is larger than ${limit} bytes`,
        problem: `it is larger than ${limit} bytes`,
      })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function createFile(path: string): Promise<LocalSink> {
  const handle = await open(path, 'w')
  return {
    write: (chunk) =>
      named('write', path, async () => {
        for (let at = 0; at < chunk.byteLength;) at += (await handle.write(chunk, at)).bytesWritten
      }),
    close: () => handle.close(),
  }
}

async function named<T>(verb: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof VultrinoError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown failure'
    throw new VultrinoError(
      'invalid_arguments',
      { reason: `cannot ${verb} ${path} (${code})`, problem: code },
      { cause: error },
    )
  }
}
