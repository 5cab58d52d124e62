import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PROXIES } from '../adapters/index.ts'
import { CATALOGUE } from '../catalogue/index.ts'
import { openSession } from '../run/run-catalogue.ts'
import { showFault } from '../run/show-report.ts'
import { keepFinding } from './keep-finding.ts'
import { runFuzz } from './run-fuzz.ts'

const USAGE = `Usage: node attack/src/fuzz/main.ts [options]

  --proxy NAME      ${Object.keys(PROXIES).join(', ')} (default: vultrino)
  --seconds NUMBER  how long (default: 120)
  --seed NUMBER     the first seed (default: by chance; it is printed)
  --found FOLDER    where findings go (default: the catalogue's own folder)
  --help
`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      proxy: { type: 'string', default: 'vultrino' },
      seconds: { type: 'string', default: '120' },
      seed: { type: 'string', default: String(randomInt(2 ** 30)) },
      found: { type: 'string', default: join(import.meta.dirname, '../catalogue/found') },
      help: { type: 'boolean', default: false },
    },
  })
  const make = PROXIES[values.proxy]
  if (values.help || make === undefined) {
    process.stdout.write(USAGE)
    return values.help ? 0 : 2
  }
  process.stdout.write(`seed ${values.seed}, ${values.seconds} s\n`)
  const session = await openSession(make())
  try {
    const result = await runFuzz(session.bench, {
      seconds: Number(values.seconds),
      seed: Number(values.seed),
      catalogue: CATALOGUE,
      onFinding: (finding) => {
        const path = keepFinding(values.found, finding)
        process.stdout.write(`seed ${String(finding.seed)}: ${path}\n${showFault(finding.verdict)}`)
      },
    })
    process.stdout.write(
      `${String(result.cases)} cases in ${String(result.rounds)} rounds, ${String(result.findings.length)} findings\n`,
    )
    return result.findings.length === 0 ? 0 : 1
  } finally {
    await session.close()
  }
}

process.exitCode = await main()
