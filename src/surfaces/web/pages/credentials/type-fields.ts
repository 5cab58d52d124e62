import { CREDENTIAL_TYPES, type CredentialTypeName } from '../../../../domain/credential-types/index.ts'
import type { RawData } from '../../../../domain/credential-types/parse-data.ts'
import { field } from '../../components/field.ts'
import { secretField } from '../../components/secret-field.ts'
import type { Form } from '../../form.ts'
import type { Html } from '../../page.ts'

/** Names of a type's own fields. */
export const fieldNames = (type: CredentialTypeName): readonly string[] =>
  CREDENTIAL_TYPES[type].fields.map(({ name }) => name)

/** The fields of a type, from its row in the table. What is secret comes back empty. */
export function typeFields(
  type: CredentialTypeName,
  form: Form,
  errors: Readonly<Record<string, string>>,
  only: 'all' | 'secret' = 'all',
): readonly Html[] {
  return CREDENTIAL_TYPES[type].fields
    .filter(({ secret }) => secret || only === 'all')
    .map(({ name, label, secret, required }) =>
      secret
        ? secretField({ name, label, required, error: errors[name] })
        : field({
            name,
            label,
            required,
            value: form.text(name),
            error: errors[name],
            attributes: { spellcheck: 'false' },
          }),
    )
}

/** What was typed into them; an empty one is absent. */
export function typeData(type: CredentialTypeName, form: Form): RawData {
  return Object.fromEntries(
    CREDENTIAL_TYPES[type].fields.flatMap(({ name, secret }) => {
      const value = secret ? form.secret(name) : form.text(name)
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
}
