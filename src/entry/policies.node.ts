import { FollowedPolicies, type PolicyEvent } from '../adapters/policies/followed-policies.node.ts'
import { homeFolder } from '../adapters/system/os-folders.node.ts'
import type { PolicySet } from '../domain/policy/policy-set.ts'
import type { Log } from '../ports/log.ts'
import type { PolicySource } from '../ports/policy-source.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'

export interface OpenedPolicies {
  readonly source: PolicySource
  /** Whether the files were changed to what cannot be used, so that the policies from before stay in force. */
  readonly stale: boolean
  /** Takes changes over within a second, until closed. */
  follow(): void
  /** Reads the files anew, beginning at once. */
  reload(): void
  close(): void
}

/** The policies of an installation. With a `log` at debug level, how each request was judged is written there. Throws `invalid_config`. */
export async function openPolicies(host: CommandHost, log?: Log): Promise<OpenedPolicies> {
  const level = await host.logLevel()
  const tells = log !== undefined && (level === 'debug' || level === 'trace')
  const explain = (lines: readonly string[]): void => {
    for (const line of lines) log?.write('debug', line, { target: 'vultrino::policy' })
  }
  const { file } = await host.configPlace()
  const place = { configFile: file, home: homeFolder() }
  const source = new FollowedPolicies(place, tells ? explain : undefined)
  let stale = false
  const told = (event: PolicyEvent): void => {
    stale = event.kind === 'invalid'
    tell(event, log)
  }
  return {
    source,
    get stale() {
      return stale
    },
    follow: () => source.follow(told),
    reload: () => void source.reload(told),
    close: () => source.close(),
  }
}

/** The policies as they stand in the files now. Throws `invalid_config`. */
export async function readPolicySet(host: CommandHost): Promise<PolicySet> {
  await host.config()
  return (await openPolicies(host)).source.current
}

function tell(event: PolicyEvent, log: Log | undefined): void {
  if (event.kind === 'changed') {
    log?.write('info', 'policies reloaded', { policies: event.count })
    return
  }
  const { message, details } = event.error
  log?.write('error', 'policies are invalid: those from before stay in force', {
    reason: message,
    file: String(details['file'] ?? ''),
    line: Number(details['line'] ?? 0),
  })
}
