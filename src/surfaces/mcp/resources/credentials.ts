import { credentialJson } from '../../json/credential-json.ts'
import { json, JSON_TYPE, type ResourceRow } from './resource.ts'

const ALL = 'vultrino://credentials'
const ONE = /^vultrino:\/\/credentials\/([A-Za-z0-9._-]{1,128})$/

/** The credentials that the caller may see, as a list. */
export const credentialList: ResourceRow = {
  needs: 'read',
  action: 'credential.list',
  list: () => [
    {
      uri: ALL,
      name: 'credentials',
      title: 'Credentials',
      description:
        'The credentials you may use, by alias, with the hosts each may be sent to. Never a secret',
      mimeType: JSON_TYPE,
    },
  ],
  read: (uri, _, call) => {
    if (uri !== ALL) return undefined
    return (async () => {
      const credentials = await (await call.control()).listCredentials()
      return json(uri, { credentials: credentials.map(credentialJson) })
    })()
  },
}

/** Each of them. */
export const oneCredential: ResourceRow = {
  needs: 'read',
  action: 'credential.get',
  list: () => [],
  template: {
    uriTemplate: `${ALL}/{alias}`,
    name: 'credential',
    title: 'Credential',
    description: 'What is known of one credential. Never its secret',
    mimeType: JSON_TYPE,
  },
  read: (uri, _, call) => {
    const [, alias] = ONE.exec(uri) ?? []
    if (alias === undefined) return undefined
    return (async () => json(uri, credentialJson(await (await call.control()).getCredential(alias))))()
  },
  complete: async (_, call) => {
    const credentials = await (await call.control()).listCredentials()
    return credentials.map(({ alias }) => alias)
  },
}
