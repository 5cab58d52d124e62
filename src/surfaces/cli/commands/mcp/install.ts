import { formatListenAddress } from '../../../../domain/config/listen-address.ts'
import { VultrinoError } from '../../../../domain/errors.ts'
import { parseExpiry } from '../../../../domain/expiry.ts'
import type { Secret } from '../../../../domain/secret.ts'
import { INSTALL_CLIENTS, INSTALL_NAMES, type InstallClient } from '../../../mcp/install/clients.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext, OpenControl } from '../../command-context.ts'
import { commaList } from '../../comma-list.ts'
import { withControl } from '../../with-control.ts'

/** Stands where the key will be, to see whether the file takes it before there is one. */
const NO_KEY = 'vk_00000000000000000000000000000000'

/** `vultrino mcp install` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const name = args.required(0, 'CLIENT')
  const client = clientNamed(name)
  const expiresAt = parseExpiry(args.text('expires') ?? 'never', context.now())
  const keyName = args.text('name') ?? name
  const url = await serverUrl(context)
  const write = args.flag('write')
  const files = await context.openAgentFiles()
  const file = await files.read(client.place)
  const edited = (key: string): string => client.add(file.text ?? '', client.snippet(url, key))
  if (write) edited(NO_KEY)
  await withControl(context, async (control) => {
    const role = await roleFor(control, keyName, args)
    const { token } = await control.createKey({ name: keyName, role, expiresAt })
    if (token === null) throw new TypeError('a new key has a token')
    if (write) {
      const kept = await revokeUnless(control, keyName, () => files.replace(file, edited(plain(token))))
      await terminal.write(`Added to ${file.path}\n`)
      if (kept !== null) terminal.note(`What was there before is in ${kept}`)
      terminal.note(`${client.title}: ${client.advice}`)
    } else {
      await terminal.write(`${client.snippet(url, plain(token))}\n`)
      terminal.note(`${client.title}: put this into ${file.path}; --write does that. ${client.advice}`)
      terminal.note("IMPORTANT: it holds a key that won't be shown again.")
    }
    terminal.note(`The key is '${keyName}', with the role '${role}'; vultrino key revoke ${keyName} ends it.`)
    terminal.note(`It reaches Vultrino at ${url}: \`vultrino serve\` has to run there.`)
  })
  return 0
}

function clientNamed(name: string): InstallClient {
  const found = INSTALL_NAMES.find((one) => one === name)
  if (found !== undefined) return INSTALL_CLIENTS[found]
  throw new VultrinoError('invalid_arguments', { reason: `CLIENT is one of ${INSTALL_NAMES.join(', ')}` })
}

/** A role that is there, or one for these credentials alone. */
async function roleFor(control: OpenControl, keyName: string, args: CommandArguments): Promise<string> {
  const role = args.text('role')
  const credentials = args.text('credentials')
  if (role !== undefined && credentials !== undefined) {
    throw new VultrinoError('invalid_arguments', { reason: '--role and --credentials exclude each other' })
  }
  if (role !== undefined) return (await control.getRole(role)).name
  if (credentials === undefined) {
    throw new VultrinoError('invalid_arguments', {
      reason: 'missing --credentials or --role',
      hint: 'Name what the agent may use: --credentials github-api,stripe-api; or a role: `vultrino role list` shows them',
    })
  }
  const aliases = commaList(credentials)
  if (aliases.length === 0) {
    throw new VultrinoError('invalid_arguments', { reason: '--credentials holds no alias' })
  }
  for (const alias of aliases) await control.getCredential(alias)
  const made = await control.createRole({
    name: `agent-${keyName}`,
    description: 'Made by vultrino mcp install',
    permissions: ['read', 'execute'],
    scopes: aliases,
  })
  return made.name
}

/** A key that nobody got is not left behind. */
async function revokeUnless<T>(control: OpenControl, keyName: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    await control.revokeKey(keyName)
    throw thrown
  }
}

/** The server that was named, or that of this machine. */
async function serverUrl(context: CommandContext): Promise<string> {
  if (context.server !== undefined) return context.server.url.replace(/\/$/, '')
  const { bind } = (await context.config()).server
  const address = formatListenAddress(bind)
  if (bind.kind === 'unix') return address
  return `http://${address.replace(/^(?:0\.0\.0\.0|\[::\]):/, '127.0.0.1:')}`
}

/** The one time that the key is shown, in the settings it is made for. */
const plain = (token: Secret): string => token.reveal()
