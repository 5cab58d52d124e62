/** A writer to be run as a process of its own: `FOLDER PREFIX COUNT`. Says `ready`, then each alias once it is stored. */
import { Vault } from '../../src/vault/vault.ts'
import { optionsIn, sampleCredential } from './scratch.ts'

const [folder = '', prefix = '', count = '0'] = process.argv.slice(2)
const say = (line: string): boolean => process.stdout.write(`${line}\n`)

const vault = await Vault.open(optionsIn(folder))
say('ready')
for (let index = 0; index < Number(count); index += 1) {
  const alias = `${prefix}-${index}`
  await vault.change((draft) => draft.put(sampleCredential(alias)))
  say(alias)
}
vault.close()
