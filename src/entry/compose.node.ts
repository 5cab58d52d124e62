import type {
  CommandHost,
  OpenAudit,
  OpenControl,
  OpenManagement,
  OpenRequestPath,
  ServeOptions,
  StartOptions,
  WebServeOptions,
} from '../surfaces/cli/command-context.ts'
import type { AgentFiles } from '../ports/agent-files.ts'
import type { DoctorDeps } from '../manage/doctor.ts'
import type { InitDeps } from '../manage/init.ts'
import type { PolicyDesk } from '../manage/policies/policy-desk.ts'
import type { VultrinoError } from '../domain/errors.ts'
import type { InstallationPaths } from '../ports/installation.ts'

// Each part is imported when a command first asks for it: start-up pays for nothing it does not use.

export async function openManagement(host: CommandHost): Promise<OpenManagement> {
  return await (await import('./management.node.ts')).openManagement(host)
}

export async function openControl(host: CommandHost): Promise<OpenControl> {
  if (host.server === undefined) return await (await import('./local-control.node.ts')).openControl(host)
  return (await import('./remote-control.node.ts')).openControl(host, host.server)
}

export async function openRequestPath(host: CommandHost): Promise<OpenRequestPath> {
  if (host.server === undefined) {
    return await (await import('./owner-request-path.node.ts')).openRequestPath(host)
  }
  return (await import('./remote-request-path.node.ts')).openRequestPath(host, host.server)
}

export async function openAuditDesk(host: CommandHost): Promise<OpenAudit> {
  if (host.server === undefined) return await (await import('./audit-desk.node.ts')).openAuditDesk(host)
  return (await import('./remote-audit.node.ts')).openAuditDesk(host, host.server)
}

export async function openInit(
  paths: InstallationPaths,
  configProblem: VultrinoError | undefined,
): Promise<InitDeps> {
  return (await import('./init.node.ts')).openInit(paths, configProblem)
}

export async function openDoctor(host: CommandHost): Promise<DoctorDeps> {
  return (await import('./doctor.node.ts')).openDoctor(host)
}

export async function serve(host: CommandHost, options: ServeOptions): Promise<void> {
  await (await import('./serve.node.ts')).serve(host, options)
}

export async function serveMcp(host: CommandHost): Promise<void> {
  await (await import('./mcp-stdio.node.ts')).serveMcp(host)
}

export async function openAgentFiles(host: CommandHost): Promise<AgentFiles> {
  const { agentFiles } = await import('../adapters/system/agent-files.node.ts')
  return agentFiles(process.env, () => host.now())
}

export async function web(host: CommandHost, options: WebServeOptions): Promise<void> {
  await (await import('./web.node.ts')).web(host, options)
}

export async function start(host: CommandHost, options: StartOptions): Promise<void> {
  await (await import('./start.node.ts')).start(host, options)
}

export async function openPolicyDesk(host: CommandHost): Promise<PolicyDesk> {
  return await (await import('./policy-desk.node.ts')).openPolicyDesk(host)
}

/** The policies of the configuration file and of `policies.d` beside it, and the certificates it names. */
export async function checkFiles(host: CommandHost): Promise<void> {
  await (await import('./policies.node.ts')).readPolicySet(host)
  const { ca_file } = (await host.config()).upstream
  if (ca_file !== null) await (await import('./request-path.node.ts')).readAuthorities(ca_file)
}

export async function quickstart({ terminal }: CommandHost): Promise<number> {
  const { quickstart: show } = await import('../surfaces/cli/quickstart/quickstart.node.ts')
  const print = (line: string): void => void terminal.write(`${line}\n`).catch(() => undefined)
  await show({ print, columns: terminal.columns, colour: terminal.colour })
  return 0
}
