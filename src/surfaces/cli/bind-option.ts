import { parseListenAddress } from '../../domain/config/listen-address.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { CommandArguments } from './command-arguments.ts'

/** The listener that an option names, as it was written; `undefined` where it was not given. Throws `invalid_arguments`. */
export function bindOption(args: CommandArguments, name: string, flag: string): string | undefined {
  const bind = args.text(name)
  if (bind !== undefined && parseListenAddress(bind) === undefined) {
    throw new VultrinoError('invalid_arguments', { reason: `${flag} takes HOST:PORT or unix:/path` })
  }
  return bind
}
