import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder and those missing above it, each 0700. Node's own recursive way tries for ever where a folder is
 * there and nothing can be made in it, as in `/proc`. Throws the system's error.
 */
export function makeFolder(path: string): void {
  const missing: string[] = []
  for (let at = resolve(path); !isThere(at) && at !== dirname(at); at = dirname(at)) missing.unshift(at)
  if (missing.length === 0 && !isFolder(path)) missing.push(path)
  for (const folder of missing) make(folder)
}

function make(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process made it meanwhile.
    if (!isFolder(folder)) throw error
  }
}

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
