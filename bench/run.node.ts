/**
 * `npm run bench`: us and our peers in front of one target, in one run (see `--help`).
 * Bounded in time, stops by itself, ends only what it started.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { timeStartUp, timeVaults } from './commands.node.ts'
import { describeMachine, describeRevision } from './machine.node.ts'
import { parseOptions, usage, type Options } from './options.node.ts'
import { peers } from './peers/all.node.ts'
import { cleanEnvironment } from './processes.node.ts'
import { renderMarkdown, renderTerminal } from './render.ts'
import type { PolicyTimes, Results, Skipped, Timing, WebTimes } from './results.ts'
import { describePeers, runRounds, startPeers } from './rounds.node.ts'
import { soak } from './soak.node.ts'
import { buildStage, type Stage } from './stage.node.ts'
import { judge } from './verdicts.ts'
import { timeWeb } from './web.node.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const say = (line: string): boolean => process.stderr.write(`bench: ${line}\n`)

async function measureAll(options: Options, stage: Stage): Promise<Results> {
  const began = performance.now()
  const machine = describeMachine()
  const wanted = (name: string): boolean => options.only.size === 0 || options.only.has(name)
  const rows = peers.filter((row) => wanted(row.name))
  const { running, skipped } = await startPeers(rows, stage.bench, stage.load, options.warmUpMs, say)
  const deadline = performance.now() + options.roundsForSeconds * 1000
  const samples = await runRounds(running, options.cases, options.rounds, deadline, stage.load, say)
  const ours = running.find((peer) => peer.name === 'vultrino')
  if (options.soak) say('soaking')
  const soaked = options.soak && ours !== undefined ? await soak(ours, stage.load) : null
  const described = describePeers(running)
  await Promise.all(running.map((peer) => peer.stop()))
  const inFull = (name: string): boolean => wanted(name) && (!options.quick || options.only.size > 0)
  const web = inFull('web') ? await timePages(stage) : null
  const commands = wanted('commands') ? timeCommands(options, stage) : { timings: [], skipped: [] }
  return {
    date: new Date().toISOString().slice(0, 10),
    revision: describeRevision(root),
    machine,
    rounds: Math.max(0, ...samples.map((sample) => sample.round)),
    seconds: (performance.now() - began) / 1000,
    peers: described,
    skipped: [...skipped, ...commands.skipped],
    samples,
    timings: commands.timings,
    soak: soaked,
    scrub: inFull('scrub') ? runScrub() : null,
    policy: wanted('policy') ? timePolicies() : null,
    web,
  }
}

async function timePages(stage: Stage): Promise<WebTimes | null> {
  say('pages of the web UI')
  try {
    return await timeWeb(stage.bench)
  } catch (error) {
    say(`they cannot be measured: ${error instanceof Error ? error.message : 'unknown'}`)
    return null
  }
}

interface Commands {
  readonly timings: readonly Timing[]
  readonly skipped: readonly Skipped[]
}

function timeCommands(options: Options, stage: Stage): Commands {
  const timings: Timing[] = []
  const skipped: Skipped[] = []
  const parts = {
    'start-up times': () => timeStartUp(stage.bench, options.spawns.startUp),
    'vault times': () => timeVaults(stage.bench, options.spawns.vault),
  }
  for (const [name, part] of Object.entries(parts)) {
    say(name)
    try {
      timings.push(...part())
    } catch (error) {
      skipped.push({ name, reason: error instanceof Error ? error.message : 'unknown' })
    }
  }
  return { timings, skipped }
}

function runScrub(): string | null {
  say('scrub throughput')
  return outputOf('scrub.node.ts')
}

function timePolicies(): PolicyTimes | null {
  say('policy times')
  const output = outputOf('policy.node.ts')
  return output === null ? null : (JSON.parse(output) as PolicyTimes)
}

/** What a script of ours prints, in a process of its own. */
function outputOf(name: string): string | null {
  const script = join(root, 'bench', name)
  if (!existsSync(script)) return null
  const { status, stdout } = spawnSync(process.execPath, [script], {
    env: cleanEnvironment(),
    encoding: 'utf8',
    timeout: 60_000,
  })
  return status === 0 ? stdout : null
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), root)
  if (options.help) {
    process.stdout.write(usage)
    return
  }
  const stage = await buildStage(root, options.vultrino, options.install)
  const interrupted = (): void => void stage.clear().finally(() => process.exit(130))
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  try {
    const results = await measureAll(options, stage)
    const json = (): string => `${JSON.stringify({ ...results, verdicts: judge(results) }, null, 2)}\n`
    process.stdout.write(options.json ? json() : `\n${renderTerminal(results)}`)
    if (options.write) writeFileSync(join(root, 'bench', 'RESULTS.md'), renderMarkdown(results))
  } finally {
    await stage.clear()
  }
}

try {
  await main()
} catch (error) {
  say(error instanceof Error ? error.message : 'failed')
  process.exitCode = 1
}
