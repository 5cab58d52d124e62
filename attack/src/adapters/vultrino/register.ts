import type { CallerName } from '../../contract/laboratory.ts'
import type { Registration, Setup } from '../../contract/proxy-under-test.ts'
import type { Installation } from './installation.ts'

/** Makes callers and credentials through the JSON API of the running server. Gives the keys by caller. */
export async function register(
  url: string,
  adminKey: string,
  setup: Setup,
): Promise<ReadonlyMap<CallerName, string>> {
  const call = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}/v1/${path}`, {
      method,
      headers: { Authorization: `Bearer ${adminKey}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} /v1/${path}: ${String(answer.status)} ${text}`)
    return JSON.parse(text) as Record<string, unknown>
  }
  for (const each of setup.credentials) await call('POST', 'credentials', credential(each))
  const keys = new Map<CallerName, string>()
  for (const [name, plan] of Object.entries(setup.callers)) {
    const role = `role-of-${name}`
    await call('POST', 'roles', { name: role, permissions: plan.permissions, credential_scopes: plan.scopes })
    const { key } = await call('POST', 'keys', { name, role })
    keys.set(name as CallerName, String(key))
    if (plan.state === 'revoked') await call('DELETE', `keys/${name}`)
    if (plan.state === 'role-deleted') await call('DELETE', `roles/${role}`)
  }
  return keys
}

function credential({ name, plan, secret, origin }: Registration): unknown {
  const { inject } = plan
  const metadata =
    inject.style === 'header'
      ? {
          header_name: inject.header,
          ...(inject.prefix === undefined ? {} : { header_prefix: inject.prefix }),
        }
      : inject.style === 'query'
        ? { query_param: inject.param }
        : {}
  return {
    alias: name,
    ...(inject.style === 'basic'
      ? { type: 'basic_auth', data: { username: inject.username, password: secret } }
      : { type: 'api_key', data: { key: secret } }),
    metadata,
    ...(origin === null ? {} : { hosts: [origin] }),
    ...(plan.addresses === undefined ? {} : { addresses: plan.addresses }),
  }
}

/** The first key, by which all else is made. */
export async function firstKey(installation: Installation): Promise<string> {
  const made = await installation.run(['key', 'create', 'laboratory', '--role', 'admin', '--json'])
  if (made.code !== 0) throw new Error(`vultrino key create: ${made.stderr.toString()}`)
  const { key } = JSON.parse(made.stdout.toString()) as { key: string }
  return key
}
