import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { startDnsServer, type Answering, type DnsServer } from '../upstreams/dns-server.ts'

/** How a program is started so that it asks the laboratory for names; `missing`: why that cannot be here. */
export type NameRoom =
  | {
      readonly launch: readonly string[]
      /** Where the name server listens, at port 53. */
      readonly address: string
      hangUp(): number
      close(): Promise<void>
    }
  | { readonly missing: string }

/** A name that leads to this address, to see whether it works. */
export const PROBE = { name: 'probe.attack.example', address: '127.53.53.53' } as const

/** Names below this are tried too where a name has not been found, as on many machines. */
export const SEARCHED = 'search.attack.example'

const PORT = 53
const TRIES = 8
const PROBE_WITHIN = 15_000
const TOOLS = ['unshare', 'mount', 'sh'] as const

/** Puts our files in the place of the system's, in a mount namespace that nobody else sees. Then it becomes the program: same process. */
const ENTER = `mount=$1 ours=$2; shift 2
for name in resolv.conf hosts nsswitch.conf; do
  if [ -e "/etc/$name" ]; then "$mount" --bind "$ours/$name" "/etc/$name" || exit 126; fi
done
exec "$@"`

/**
 * Starts a name server at a loopback address of its own (resolv.conf knows no ports) and finds out how a program is
 * started so that it asks there: Linux, and the right to make a mount namespace and to listen at port 53.
 * `hosts`: what /etc/hosts says besides localhost.
 */
export async function openNameRoom(
  folder: string,
  hosts: readonly string[],
  answering: Answering,
): Promise<NameRoom> {
  if (process.platform !== 'linux')
    return { missing: 'only on Linux can a program be given a name server of its own' }
  const tools = TOOLS.map((name) => ({ name, path: onPath(name) }))
  const [unshare, mount, sh] = tools.map(({ path }) => path)
  if (unshare === undefined || mount === undefined || sh === undefined)
    return { missing: `to give a program a name server of its own takes ${TOOLS.join(', ')} on the PATH` }
  const server = await listen(answering)
  if (typeof server === 'string')
    return { missing: `nothing of ours may listen at port 53 of loopback here (${server})` }
  const ours = join(folder, 'etc')
  writeFiles(ours, server.address, hosts)
  const enter = ['--mount', '--propagation', 'private', sh, '-c', ENTER, 'sh', mount, ours]
  const failures: string[] = []
  for (const before of [[], ['--user', '--map-root-user']]) {
    const launch = [unshare, ...before, ...enter]
    const failure = await probe(launch)
    if (failure === null) return { ...server, launch }
    failures.push(failure)
  }
  await server.close()
  return { missing: `no program can be given a name server of its own here: ${failures.join('; ')}` }
}

/** The reason why it may not, in the place of a server. */
async function listen(answering: Answering): Promise<DnsServer | string> {
  let reason = ''
  for (let tries = 0; tries < TRIES; tries += 1) {
    const address = `127.${[0, 0, 0].map(() => String(randomInt(16, 250))).join('.')}`
    try {
      return await startDnsServer(address, PORT, answering)
    } catch (error) {
      reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    }
  }
  return reason
}

function writeFiles(folder: string, address: string, hosts: readonly string[]): void {
  mkdirSync(folder)
  const files: Readonly<Record<string, readonly string[]>> = {
    'resolv.conf': [`nameserver ${address}`, `search ${SEARCHED}`, 'options timeout:1 attempts:1'],
    hosts: ['127.0.0.1 localhost', ...hosts],
    'nsswitch.conf': ['passwd: files', 'group: files', 'hosts: files dns'],
  }
  for (const [name, lines] of Object.entries(files))
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
}

/** Whether a program that is started so asks us: what was wrong, or `null`. */
async function probe(launch: readonly string[]): Promise<string | null> {
  const [command = '', ...before] = launch
  const script = `require('dns').lookup(${JSON.stringify(PROBE.name)}, (error, address) => console.log(error?.code ?? address))`
  return await new Promise((resolve) => {
    const args = [...before, process.execPath, '-e', script]
    execFile(command, args, { timeout: PROBE_WITHIN, encoding: 'utf8' }, (error, stdout, stderr) => {
      const said = stdout.trim()
      if (said === PROBE.address) resolve(null)
      else if (said !== '') resolve('it asks somebody else for names')
      else resolve(stderr.trim().split('\n')[0] ?? error?.message ?? 'it cannot be started')
    })
  })
}

function onPath(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/bin', '/usr/sbin', '/sbin']
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}
