import type { Found } from '../../contract/proxy-under-test.ts'
import type { Installation } from './installation.ts'

/** A credential that was used, if anything was. */
const ALIAS = 'bearer'
/** Commands by which a person looks at an installation, none of which asks for a value. */
const LOOKS: readonly (readonly string[])[] = [
  ['list'],
  ['list', '--json'],
  ['get', ALIAS],
  ['get', ALIAS, '--json'],
  ['role', 'list', '--json'],
  ['key', 'list', '--json'],
  ['policy', 'list', '--json'],
  ['audit', 'tail'],
  ['audit', 'tail', '--json'],
  ['config', 'show'],
  ['doctor', '--json'],
]

/** What they print, both outputs of each; nothing where one failed. `doctor` may find fault with a laboratory. */
export async function commandsSay(installation: Installation): Promise<Found[]> {
  return await Promise.all(
    LOOKS.map(async (args) => {
      const { code, stdout, stderr } = await installation.run(args)
      const failed = code !== 0 && args[0] !== 'doctor'
      return {
        where: `command ${args.join(' ')}`,
        bytes: failed ? Buffer.alloc(0) : Buffer.concat([stdout, stderr]),
      }
    }),
  )
}
