import { headerValueProblem } from '../header-syntax.ts'
import { Secret } from '../secret.ts'
import type { CredentialType } from './credential-type.ts'
import { placeKey, placementProblem } from './header-placement.ts'

/** A token that stands for its holder by itself. */
export const apiKey: CredentialType = {
  fields: [
    {
      name: 'key',
      secret: true,
      required: true,
      label: 'API key',
      problem: (value: string): string | undefined => {
        const problem = headerValueProblem(value)
        if (problem === 'length') return 'is longer than 16384 characters'
        return problem === undefined
          ? undefined
          : 'must be printable ASCII on one line, without spaces at either end'
      },
    },
  ],
  metadataProblem: (metadata) => placementProblem(metadata),
  injection: ({ metadata, data }) => placeKey(metadata, keyOf(data).reveal()),
  secrets: (data) => [keyOf(data)],
}

function keyOf(data: Readonly<Record<string, Secret | string>>): Secret {
  const key = data['key']
  if (key instanceof Secret) return key
  throw new TypeError('an api_key credential without a key')
}
