#!/usr/bin/env node
// Plain JavaScript that parses on Node 12, so that an old Node can be told what it lacks.
import fs from 'fs'
import module from 'module'
import os from 'os'
import path from 'path'
import { fileURLToPath, pathToFileURL } from 'url'

const NEEDED = 24
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const here = (name) => path.join(root, name)

function version() {
  return JSON.parse(fs.readFileSync(here('package.json'), 'utf8')).version
}

// Code compiled once is kept, in a folder that is ours alone: what lies there is run, so the shared temporary
// folder, which is Node's default, will not do. Without such a folder it is compiled anew each time.
function keepCompiledCode() {
  const home = os.homedir()
  const caches = {
    darwin: path.join(home, 'Library', 'Caches'),
    win32: process.env.LOCALAPPDATA || path.join(home, 'AppData', 'Local'),
  }
  const xdg = process.env.XDG_CACHE_HOME
  const base = caches[process.platform] || (xdg && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache'))
  const folder = path.join(base, 'vultrino', 'code')
  try {
    // One by one: a home folder that is missing is not ours to make.
    for (const each of [base, path.dirname(folder), folder]) {
      if (!fs.existsSync(each)) fs.mkdirSync(each, { mode: 0o700 })
    }
    const stats = fs.lstatSync(folder)
    const ours = !process.getuid || (stats.uid === process.getuid() && (stats.mode & 0o022) === 0)
    if (ours && stats.isDirectory()) module.enableCompileCache(folder)
  } catch {
    // A read-only home folder is no reason not to run.
  }
}

// Node looks names up in half of its pool of threads. With four of them, two name servers that never answer would keep
// every other name from being found.
function allowManyLookups() {
  if (process.env.UV_THREADPOOL_SIZE === undefined) process.env.UV_THREADPOOL_SIZE = '16'
}

async function start() {
  allowManyLookups()
  keepCompiledCode()
  // A checkout runs its sources; a published package has only the bundle.
  const source = here('src/entry/main.node.ts')
  const entry = fs.existsSync(source) ? source : here('dist/main.js')
  const { main } = await import(pathToFileURL(entry).href)
  await main(version())
}

const major = parseInt(process.versions.node, 10)
if (major < NEEDED) {
  const mend = fs.existsSync(here('src'))
    ? 'In a checkout, after npm install: npm run vultrino -- ARGS'
    : 'Install a newer Node'
  process.stderr.write(
    `error: vultrino needs Node ${NEEDED} or newer; this is ${process.versions.node}\nhint: ${mend}\n`,
  )
  process.exitCode = 1
} else if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`vultrino ${version()}\n`)
} else {
  start()
}
