/**
 * The spine of `vultrino serve` with an audit log that writes nothing: what the real one costs is measured against it.
 * In: the environment of an installation, and a port. Never part of the product.
 */
import { join } from 'node:path'
import { createPeerOwner } from '../src/adapters/system/peer-uid.node.ts'
import { systemRandom } from '../src/adapters/system/random.node.ts'
import { DEFAULT_CONFIG } from '../src/domain/config/config.ts'
import { NO_POLICIES } from '../src/domain/policy/policy-set.ts'
import { Secret } from '../src/domain/secret.ts'
import { buildRequestPath } from '../src/entry/request-path.node.ts'
import { openServeTelemetry } from '../src/entry/serve-telemetry.node.ts'
import { openSharedState } from '../src/entry/shared-state.node.ts'
import { vaultPorts } from '../src/entry/vault-ports.node.ts'
import type { AuditLog } from '../src/ports/audit-log.ts'
import { parseListener } from '../src/surfaces/http/listener.ts'
import { createHttpServer, HTTP_SERVER_DEFAULTS } from '../src/surfaces/http/server.node.ts'
import { Vault } from '../src/vault/vault.ts'

const paths = { vaultFile: join(process.env['VULTRINO_DATA_DIR'] ?? '', 'credentials.enc') }
const silent: AuditLog = {
  // Later in the turn, as the real one.
  record: () => new Promise((resolve) => setImmediate(resolve)),
  complete: () => undefined,
  close: () => Promise.resolve(),
}
const vault = await Vault.open({
  ...vaultPorts(paths),
  password: new Secret(process.env['VULTRINO_PASSWORD'] ?? ''),
})
// All else is as in `serve`.
vault.follow()
const telemetry = await openServeTelemetry('bench', { write: () => undefined }, {})
const path = await buildRequestPath({
  config: { ...DEFAULT_CONFIG, limits: { ...DEFAULT_CONFIG.limits, proxy_per_minute: 1_000_000_000 } },
  vault,
  audit: telemetry.observed(silent),
  state: openSharedState(paths),
  policies: { current: NO_POLICIES },
  localUser: 'always',
  ownPorts: () => new Set(),
  onTrouble: (_, error) => process.stderr.write(`${error.code}\n`),
})
const server = createHttpServer({
  handle: path.handle,
  listener: parseListener(`127.0.0.1:${process.argv[2] ?? '0'}`),
  options: HTTP_SERVER_DEFAULTS,
  peerOwner: createPeerOwner(),
  random: systemRandom,
  version: 'bench',
  onRefused: () => Promise.resolve(),
  onInternalError: (_, error) => process.stderr.write(`${error.code}\n`),
})
await server.listen()
