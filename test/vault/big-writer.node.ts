/** To be run as a process of its own, under a limit on the size of files: `FOLDER`. Tries to store a large credential. */
import { asVultrinoError } from '../../src/domain/errors.ts'
import { Vault } from '../../src/vault/vault.ts'
import { optionsIn, sampleCredential } from './scratch.ts'

const [folder = ''] = process.argv.slice(2)
// SQLite's own files are larger than the limit from the start; they are not what is tried here.
const watermark = { highest: () => 0, keysSeen: () => false, raise: () => undefined, close: () => undefined }
const vault = await Vault.open(optionsIn(folder, { watermark }))

const large = sampleCredential('large', { description: 'x'.repeat(1_000_000) })
const outcome = await vault
  .change((draft) => draft.put(large))
  .then(
    () => ({ code: 'none', exit: 0 }),
    (error: unknown) => ({ code: asVultrinoError(error).code, exit: asVultrinoError(error).exitCode }),
  )
const unavailable = await vault.refresh().then(
  () => false,
  () => true,
)
process.stdout.write(
  JSON.stringify({ ...outcome, aliases: vault.list().map(({ alias }) => alias), unavailable }),
)
vault.close()
