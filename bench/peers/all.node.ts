import { startControl } from './control.node.ts'
import { startDirect, startDirectTls } from './direct.node.ts'
import { startMitmproxy } from './mitmproxy.node.ts'
import { startNginx } from './nginx.node.ts'
import { startVarlock } from './varlock.node.ts'
import {
  startAuditedVultrino,
  startFullVultrino,
  startSilentVultrino,
  startVultrino,
  startVultrinoKey,
  startVultrinoMcp,
  startVultrinoTls,
  startVultrinoWorkers,
} from './vultrino.node.ts'
import type { PeerRow } from './peer.ts'

/** Every peer, in the order in which each round measures them. */
export const peers: readonly PeerRow[] = [
  { name: 'direct', start: startDirect },
  { name: 'nginx', start: startNginx },
  { name: 'control', start: startControl },
  { name: 'vultrino', start: startVultrino },
  { name: 'vultrino-silent', start: startSilentVultrino },
  { name: 'vultrino-1m', start: startAuditedVultrino },
  { name: 'vultrino-key', start: startVultrinoKey },
  { name: 'vultrino-mcp', start: startVultrinoMcp },
  { name: 'vultrino-10k', start: startFullVultrino },
  { name: 'vultrino-w2', start: startVultrinoWorkers },
  { name: 'mitmproxy', start: startMitmproxy },
  { name: 'direct-tls', start: startDirectTls },
  { name: 'vultrino-tls', start: startVultrinoTls },
  { name: 'varlock', start: startVarlock },
]
