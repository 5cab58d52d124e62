import type { ProxyUnderTest } from '../contract/proxy-under-test.ts'
import { mitmproxy } from './mitmproxy/mitmproxy.ts'
import { nginx } from './nginx/nginx.ts'
import { varlock } from './varlock/varlock.ts'
import { vultrino } from './vultrino/vultrino.ts'

/** Every proxy that can be put under test, by its name on the command line. */
export const PROXIES: Readonly<Record<string, () => ProxyUnderTest>> = {
  vultrino: () => vultrino(process.env['VULTRINO_ATTACK_PROGRAM']),
  varlock,
  mitmproxy,
  nginx,
}
