import type { CredentialTypeName } from '../../../../domain/credential-types/index.ts'

interface TypeText {
  readonly name: string
  readonly about: string
}

const TEXTS: Readonly<Record<CredentialTypeName, TypeText>> = {
  api_key: { name: 'API key', about: 'A token that goes into a header, or into the query.' },
  basic_auth: { name: 'Basic auth', about: 'A username and a password, sent as HTTP Basic.' },
}

/** A type as a person reads it; one this version does not know, as it is stored. */
export const typeText = (type: string): TypeText =>
  Object.hasOwn(TEXTS, type) ? TEXTS[type as CredentialTypeName] : { name: type, about: '' }
