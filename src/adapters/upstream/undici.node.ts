import { createRequire } from 'node:module'
import type * as undici from 'undici'

const require = createRequire(import.meta.url)

/**
 * The two parts of undici that are used. Its index loads fetch, caches, WebSocket and mocks besides, which more
 * than doubles the time until the first request of a short-lived process.
 */
export const Pool = require('undici/lib/dispatcher/pool.js') as typeof undici.Pool
export const buildConnector = require('undici/lib/core/connect.js') as typeof undici.buildConnector
