import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { peers } from './peers/all.node.ts'
import type { Case } from './results.ts'

export interface Options {
  readonly quick: boolean
  readonly json: boolean
  readonly write: boolean
  readonly soak: boolean
  readonly install: boolean
  readonly help: boolean
  /** Names of peers and of the parts `commands`, `scrub`, `policy` and `web`; empty: everything. */
  readonly only: ReadonlySet<string>
  readonly rounds: number
  readonly cases: readonly Case[]
  /** Load on each peer and path before anything is measured: V8 still compiles after 25,000 requests. */
  readonly warmUpMs: number
  /** How often each command is spawned for its start-up time, and those that open a vault. */
  readonly spawns: { readonly startUp: number; readonly vault: number }
  /** No round begins later than this many seconds after the first. */
  readonly roundsForSeconds: number
  readonly vultrino: string
}

export const usage = `Usage: npm run bench -- [options]

  --quick            one short round, without scrub and web (about a minute)
  --only A,B         only these: ${peers.map((peer) => peer.name).join(', ')}, commands, scrub, policy, web
  --rounds N         rounds of each measurement (default 3)
  --soak             also 100,000 calls in a row, throughput before and after
  --json             all samples as JSON on stdout, instead of tables
  --write            also write bench/RESULTS.md (a whole run only: not with --quick, --only or --rounds)
  --no-install       do not install missing peers from PyPI and npm into node_modules/.cache
  --vultrino FILE    the script of the command to measure (default bin/vultrino.js)
  --help
`

/** Reads the command line; throws an error that says what is wrong with it. */
export function parseOptions(args: readonly string[], root: string): Options {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      soak: { type: 'boolean', default: false },
      install: { type: 'boolean', default: true },
      help: { type: 'boolean', short: 'h', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      vultrino: { type: 'string' },
    },
  })
  const { quick, json, write, soak, install, help } = values
  const only = new Set(values.only?.split(',') ?? [])
  const known = new Set(['commands', 'scrub', 'policy', 'web', ...peers.map((peer) => peer.name)])
  const stranger = only.difference(known).values().next().value
  if (stranger !== undefined) throw new Error(`--only: there is no ${stranger}`)
  const rounds = Number(values.rounds ?? (quick ? 1 : 3))
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 50) throw new Error('--rounds takes 1 to 50')
  const partial = quick || only.size > 0 || values.rounds !== undefined
  if (write && partial) throw new Error('--write takes a whole run: not with --quick, --only or --rounds')
  const durationMs = quick ? 320 : 800
  return {
    ...{ quick, json, write, soak, install, help, only, rounds },
    cases: [
      { path: '/1k', connections: 1, durationMs },
      { path: '/1k', connections: 64, durationMs: durationMs * 1.25 },
      { path: '/10m', connections: 1, durationMs },
      { path: '/10m', connections: 64, durationMs: durationMs * 2.5 },
    ],
    warmUpMs: quick ? 250 : 2000,
    spawns: quick ? { startUp: 5, vault: 2 } : { startUp: 15, vault: 5 },
    roundsForSeconds: quick ? 40 : 130,
    vultrino: resolve(root, values.vultrino ?? 'bin/vultrino.js'),
  }
}
