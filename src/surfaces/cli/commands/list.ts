import type { CredentialInfo } from '../../../domain/credential.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { credentialJson } from '../../json/credential-json.ts'
import { originsText } from '../origins-text.ts'
import { formatTable } from '../table.ts'

const HEADER = ['ID', 'Alias', 'Type', 'Created', 'Hosts', 'Notes', 'Description']

/** `vultrino list` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const control = await context.openControl()
  try {
    const credentials = await control.listCredentials()
    if (args.flag('json') || args.text('format') === 'json') {
      await terminal.write(`${JSON.stringify(credentials.map(credentialJson), null, 2)}\n`)
    } else if (credentials.length === 0) {
      terminal.note('No credentials yet. Add one with: vultrino add --alias NAME')
    } else {
      await terminal.write(formatTable(HEADER, credentials.map(row), terminal))
    }
    return 0
  } finally {
    await control.close()
  }
}

function row({ id, alias, type, createdAt, binding, weak, description }: CredentialInfo): string[] {
  const hosts = binding.length === 0 ? 'unbound' : originsText(binding, ',')
  return [id, alias, type, createdAt.slice(0, 10), hosts, weak ? 'short-secret' : '-', description ?? '-']
}
