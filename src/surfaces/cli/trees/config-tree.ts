import type { CommandSpec } from '../command-spec.ts'
import { JSON_OUTPUT } from '../common-options.ts'

/** The configuration of this machine, wherever commands may go. */
export const CONFIG_COMMAND: CommandSpec = {
  name: 'config',
  doc: 'Look at the configuration of this machine',
  subcommands: [
    {
      name: 'path',
      doc: 'Say where the configuration is, or where one would be looked for first',
      options: [JSON_OUTPUT],
      load: () => import('../commands/config/path.ts'),
    },
    {
      name: 'check',
      doc: 'Say whether the configuration and its policies can be used, or what is wrong and in which line',
      options: [JSON_OUTPUT],
      load: () => import('../commands/config/check.ts'),
    },
    {
      name: 'show',
      doc: 'Show the configuration in force, defaults included, as TOML',
      options: [JSON_OUTPUT],
      load: () => import('../commands/config/show.ts'),
    },
  ],
}
