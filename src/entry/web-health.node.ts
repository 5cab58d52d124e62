import type { Check } from '../manage/doctor-findings.ts'
import { examine, type DoctorDeps } from '../manage/doctor.ts'
import type { Finding, Health } from '../surfaces/web/web-deps.ts'
import { openDoctor } from './doctor.node.ts'
import type { Service } from './service.node.ts'

/** What one look found holds for so long, milliseconds: it writes a trial file. */
const KEEP_MS = 2000
/** What is wrong and yet stops nothing. */
const WARNINGS: ReadonlySet<string> = new Set([
  'short secrets',
  'bindings',
  'vault age',
  'disk space',
  'web UI',
])

/** What `vultrino doctor` would say, asked of the vault that is open here instead of opening it anew. */
export function webHealth(service: Service, startedAt: number): () => Promise<Health> {
  const { host, vault, policies } = service
  const deps: DoctorDeps = {
    ...openDoctor(host, vault),
    openVault: async () => {
      await vault.refresh()
      return { credentials: vault.list(), rollback: vault.rollback ?? null }
    },
  }
  let kept: { readonly at: number; readonly findings: Promise<readonly Finding[]> } | undefined
  return async () => {
    const now = host.now()
    if (kept === undefined || now - kept.at >= KEEP_MS || now < kept.at)
      kept = { at: now, findings: examine(deps).then((checks) => checks.map(findingOf)) }
    const found = await kept.findings
    const findings = policies.stale
      ? [...found.filter(({ title }) => !title.startsWith('policies')), STALE]
      : found
    return { findings, generation: vault.generation, startedAt }
  }
}

const STALE: Finding = {
  level: 'error',
  title: 'policies: the files were changed to what cannot be used, so the policies from before stay in force',
  advice: 'vultrino policy list',
}

const findingOf = ({ check, ok, detail, mend }: Check): Finding => ({
  level: ok ? 'ok' : WARNINGS.has(check) ? 'warning' : 'error',
  title: `${check}: ${detail}`,
  advice: mend ?? '',
})
