import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callAsAgent, type AgentView } from './agent.node.ts'
import { paintFor, sideBySide, type Column } from './columns.ts'
import { startDemoUpstream, type DemoUpstream } from './demo-upstream.node.ts'
import { scratchCli } from './run-cli.node.ts'

export interface QuickstartTerminal {
  readonly print: (line: string) => void
  readonly columns: number
  readonly colour: boolean
}

const ALIAS = 'demo'
const NEXT = [
  ['vultrino init', 'make your own vault'],
  ['vultrino add --alias github-api --host api.github.com', 'store a key; it is asked for, and not shown'],
  ['vultrino request github-api https://api.github.com/user', 'use it from the shell'],
  ['vultrino serve', 'let your agents use it over HTTP'],
]

/**
 * The first minute: a scratch installation in a temporary folder, a target, and an agent, all real, all on
 * loopback, gone at the end. Runs the same commands a user would. Throws if what it shows does not hold.
 */
export async function quickstart({ print, columns, colour }: QuickstartTerminal): Promise<void> {
  const paint = paintFor(colour)
  const step = (number: number, text: string): void => print(`\n${paint.bold(`${number}. ${text}`)}`)
  const command = (text: string): void => print(`   ${paint.dim('$')} ${text}`)
  const token = `demo_${randomBytes(15).toString('base64url')}`
  const password = randomBytes(18).toString('base64url')
  const folder = await mkdtemp(join(tmpdir(), 'vultrino-quickstart-'))
  const target = await startDemoUpstream(token)
  const elsewhere = await startDemoUpstream(token)
  try {
    print(
      paint.bold('Vultrino in one minute') + paint.dim(`  (scratch vault in ${folder}, removed at the end)`),
    )
    const cli = scratchCli(folder, password)

    step(1, 'The owner makes a vault, stores a key, and says where it may go')
    command('vultrino init --admin-user admin --admin-password-stdin')
    await cli.run(
      ['init', '--admin-user', 'admin', '--admin-password-stdin'],
      randomBytes(18).toString('base64url'),
    )
    command(`vultrino add --alias ${ALIAS} --key - --host ${target.origin}`)
    await cli.run(['add', '--alias', ALIAS, '--key', '-', '--host', target.origin], token)
    command('vultrino serve')
    const proxy = await cli.serve()
    try {
      step(2, 'An agent calls the API, knowing only the alias')
      const me = await callAsAgent(proxy.url, ALIAS, `${target.origin}/me`)
      expectThat(me.status.startsWith('200'), 'the call is answered with 200')
      showCall(me, `${target.origin}/me`, target)

      step(3, 'The API echoes the key back; the agent sees it taken out, in base64 too')
      const echo = await callAsAgent(proxy.url, ALIAS, `${target.origin}/echo`)
      const encoded = Buffer.from(token).toString('base64').slice(0, 16)
      expectThat(!echo.body.includes(token) && !echo.body.includes(encoded), 'the echo comes back clean')
      showCall(echo, `${target.origin}/echo`, target)

      step(4, 'The agent tries to have the key sent somewhere else')
      const refused = await callAsAgent(proxy.url, ALIAS, `${elsewhere.origin}/me`)
      expectThat(
        refused.status.startsWith('403') && elsewhere.seen.length === 0,
        'the other host gets nothing',
      )
      print(`   ${paint.bad(refused.status)}  ${messageOf(refused.body)}`)
      print(`   Requests that reached ${elsewhere.origin}: ${paint.good(String(elsewhere.seen.length))}`)
    } finally {
      await proxy.stop()
    }
    print(`\n${paint.good('The agent never held the key.')} What to type next:\n`)
    for (const [typed = '', why = ''] of NEXT) print(`   ${typed.padEnd(57)} ${paint.dim(why)}`)
  } finally {
    target.close()
    elsewhere.close()
    await rm(folder, { recursive: true, force: true })
  }

  function showCall(view: AgentView, url: string, upstream: DemoUpstream): void {
    const sighting = upstream.seen.at(-1)
    const agent: Column = {
      title: 'What the agent sent and saw',
      lines: [
        `GET ${url}`,
        `X-Vultrino-Credential: ${ALIAS}`,
        '',
        view.status,
        ...view.body.split(/(?<=,)(?=")/),
      ],
    }
    const received: Column = {
      title: 'What the target received',
      lines: [sighting?.line ?? '(nothing)', 'Authorization:', `  ${sighting?.authorization ?? '(none)'}`],
    }
    for (const line of sideBySide(agent, received, columns, paint)) print(line)
  }
}

function messageOf(body: string): string {
  const parsed = JSON.parse(body) as { error: string; message: string }
  return `${parsed.error}: ${parsed.message}`
}

/** A demonstration that does not hold must not look as if it did. */
function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`quickstart: expected that ${what}`)
}
