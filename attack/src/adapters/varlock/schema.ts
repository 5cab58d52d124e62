import type { Registration } from '../../contract/proxy-under-test.ts'

/** What a caller has in the place of a secret. */
export const placeholder = (name: string): string => `placeholder-of-${name}-000000000000`

/** The item, and environment variable, of a credential. */
export const itemOf = (name: string): string => `SECRET_OF_${name.toUpperCase()}`
export const USERNAME = 'USERNAME'

/** Who runs in a session of its own, as its rule is for all requests to a host. */
export type Session = 'basic' | 'policed' | null

/**
 * A `.env.schema`: every secret bound to its host and to the one field it goes into, all other hosts refused.
 *
 * `own`: the credential that has this session for itself, because its rule (Basic by a transform, methods and paths) is
 * for every request to the host.
 */
export function schema(credentials: readonly Registration[], own: string | null): string {
  const alone = credentials.find(({ name }) => name === own)
  const blocked = alone?.plan.policy?.denyPaths ?? []
  const host = alone?.origin == null ? '' : hostname(alone.origin)
  const rules = blocked.map(
    (path) => `# @proxy(domain="${host}", path="${path.replace('*', '**')}", block=true)\n`,
  )
  const items = credentials.map((each) => item(each, own)).join('')
  return `# @defaultSensitive=false @proxyConfig={egress="strict"}
${rules.join('')}# ---
${USERNAME}=
${items}`
}

function item({ name, plan, origin }: Registration, own: string | null): string {
  const { inject, policy } = plan
  const marks = ['@sensitive', `@placeholder=${placeholder(name)}`]
  if (origin !== null) {
    const domain = `domain="${hostname(origin)}"`
    if (inject.style === 'basic' && own === name) {
      marks.push(`@proxy(${domain}, transform={scheme="http-basic", username=$${USERNAME}})`)
    } else {
      const field =
        inject.style === 'query'
          ? `query:${inject.param}`
          : `header:${inject.style === 'header' ? inject.header.toLowerCase() : 'authorization'}`
      const methods =
        own === name && policy?.allowMethods !== undefined
          ? `, method=[${policy.allowMethods.join(', ')}]`
          : ''
      marks.push(`@proxy(${domain}${methods}, substituteIn=["${field}"])`)
    }
  }
  return `# ${marks.join(' ')}\n${itemOf(name)}=\n`
}

/** Rules of varlock know no scheme and no port. */
const hostname = (origin: string): string =>
  new URL(origin.replace('*.', 'any.')).hostname.replace(/^any\./, '*.')
