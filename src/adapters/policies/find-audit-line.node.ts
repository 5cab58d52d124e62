import { open, type FileHandle } from 'node:fs/promises'
import { VultrinoError } from '../../domain/errors.ts'

const BLOCK = 64 * 1024
/** How far back it is looked, bytes. */
const FARTHEST = 256 * 1024 * 1024
const LONGEST_LINE = 64 * 1024

/**
 * The newest `intent` of a request in a file of JSON lines, read from its end; `undefined`: not within the last
 * 256 MiB, or there is no file. Throws `storage_error`.
 */
export async function findAuditLine(file: string, requestId: string): Promise<unknown> {
  let handle: FileHandle
  try {
    handle = await open(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new VultrinoError('storage_error', { reason: 'the audit log cannot be read' }, { cause: error })
  }
  try {
    return await search(handle, JSON.stringify(requestId))
  } catch (error) {
    throw new VultrinoError('storage_error', { reason: 'the audit log cannot be read' }, { cause: error })
  } finally {
    await handle.close()
  }
}

async function search(handle: FileHandle, quotedId: string): Promise<unknown> {
  let end = (await handle.stat()).size
  const stop = Math.max(0, end - FARTHEST)
  const wanted = `"requestId":${quotedId}`
  // What stands before the first line break of a block belongs to a line of the block before.
  let carried: Buffer = Buffer.alloc(0)
  while (end > stop) {
    const start = Math.max(0, end - BLOCK)
    const block = Buffer.alloc(end - start)
    await handle.read(block, 0, block.length, start)
    const text = Buffer.concat([block, carried])
    const first = start === 0 ? -1 : text.indexOf(10)
    const lines = text
      .subarray(first + 1)
      .toString('utf8')
      .split('\n')
      .reverse()
    for (const line of lines) {
      if (line.startsWith('{"type":"intent"') && line.includes(wanted)) return JSON.parse(line)
    }
    carried = first === -1 ? text : text.subarray(0, first)
    if (start === 0) return undefined
    if (carried.length > LONGEST_LINE) carried = Buffer.alloc(0)
    end = start
  }
  return undefined
}
