import { CREDENTIAL_TYPES, type CredentialTypeName } from '../../domain/credential-types/index.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { CommandArguments } from './command-arguments.ts'
import type { CommandHost } from './command-context.ts'
import { secretFrom } from './secret-input.ts'

type Data = Record<string, Secret | string | undefined>

/** Every field that some type has, and whether it is secret. */
const FIELDS = new Map(
  Object.values(CREDENTIAL_TYPES).flatMap(({ fields }) =>
    fields.map((field) => [field.name, field.secret] as const),
  ),
)

/** The fields that were given as options (`--key`, `--username`, `--password`). Throws `invalid_arguments`. */
export async function dataFromOptions(host: CommandHost, args: CommandArguments): Promise<Data> {
  const given = [...FIELDS.keys()].filter((name) => args.text(name) !== undefined)
  if (given.filter((name) => args.text(name) === '-').length > 1) {
    throw new VultrinoError('invalid_arguments', { reason: 'only one value can come from stdin (-)' })
  }
  const data: Data = {}
  for (const name of given) {
    const text = args.text(name) ?? ''
    data[name] = FIELDS.get(name) === true ? await secretFrom(host, `--${name}`, text) : text
  }
  return data
}

/** Asks for the required fields of a type that were not given. Throws `invalid_arguments` where there is no terminal to ask on. */
export async function completeData(
  { terminal }: CommandHost,
  type: CredentialTypeName,
  data: Data,
): Promise<Data> {
  const complete = { ...data }
  for (const { name, label, secret, required } of CREDENTIAL_TYPES[type].fields) {
    if (complete[name] !== undefined || !required) continue
    if (!terminal.interactive) {
      throw new VultrinoError('invalid_arguments', {
        reason: `a credential of type ${type} needs a ${name}, and there is no terminal to ask for it on`,
        hint: secret
          ? `Give it on stdin (--${name} -) or in a file (--${name} @FILE)`
          : `Give it as --${name} ${name.toUpperCase()}`,
      })
    }
    complete[name] = secret ? await terminal.askSecret(`${label}: `) : await terminal.ask(`${label}: `)
  }
  return complete
}
