import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PROXIES } from '../adapters/index.ts'
import type { Repeat } from '../contract/proxy-under-test.ts'
import { readReports } from './read-reports.ts'
import { render } from './render.ts'

const USAGE = `Usage: node attack/src/results/write.ts [--out FILE] REPORT.json…

Writes attack/RESULTS.md from reports that \`node attack/src/main.ts --proxy NAME --json FILE\` made on this machine.
The first report is the proxy that the others are held against.
`
const OUT = join(import.meta.dirname, '../../RESULTS.md')

function machine(): string {
  const memory = Math.round(totalmem() / 1024 ** 3)
  const [cpu] = cpus()
  return `Machine: ${String(cpus().length)} cores (${cpu?.model ?? 'unknown'}), ${String(memory)} GiB of memory, ${type()} ${release()}, Node ${process.version}; all on loopback.`
}

function revision(): string {
  const git = (...args: readonly string[]): string => {
    const { error, stdout } = spawnSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' })
    return error === undefined ? stdout.trim() : ''
  }
  const commit = git('rev-parse', '--short', 'HEAD')
  return commit === '' ? 'unknown' : git('status', '--porcelain') === '' ? commit : `${commit}+`
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: OUT }, help: { type: 'boolean', default: false } },
})
if (values.help || positionals.length === 0) {
  process.stdout.write(USAGE)
  process.exitCode = values.help ? 0 : 2
} else {
  const repeats = new Map<string, Repeat>()
  for (const [name, make] of Object.entries(PROXIES)) {
    const { repeat } = make()
    if (repeat !== undefined) repeats.set(name, repeat)
  }
  const text = render(readReports(positionals), repeats, { machine: machine(), revision: revision() })
  writeFileSync(values.out, text)
  process.stdout.write(`${values.out}\n`)
}
