import type {
  CommandHost,
  OpenManagement,
  OpenRequestPath,
  ServeOptions,
} from '../surfaces/cli/command-context.ts'
import type { DoctorDeps } from '../manage/doctor.ts'
import type { InitDeps } from '../manage/init.ts'
import type { VultrinoError } from '../domain/errors.ts'
import type { InstallationPaths } from '../ports/installation.ts'

// Each part is imported when a command first asks for it: start-up pays for nothing it does not use.

export async function openManagement(host: CommandHost): Promise<OpenManagement> {
  return await (await import('./management.node.ts')).openManagement(host)
}

export async function openRequestPath(host: CommandHost): Promise<OpenRequestPath> {
  return await (await import('./owner-request-path.node.ts')).openRequestPath(host)
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

export async function quickstart({ terminal }: CommandHost): Promise<number> {
  const { quickstart: show } = await import('../surfaces/cli/quickstart/quickstart.node.ts')
  const print = (line: string): void => void terminal.write(`${line}\n`).catch(() => undefined)
  await show({ print, columns: terminal.columns, colour: terminal.colour })
  return 0
}
