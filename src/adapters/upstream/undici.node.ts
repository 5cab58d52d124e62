import symbols from 'undici/lib/core/symbols.js'

/**
 * The parts of undici that are used. Its index loads fetch, caches, WebSocket and mocks besides, which more
 * than doubles the time until the first request of a short-lived process.
 */
export { default as Pool } from 'undici/lib/dispatcher/pool.js'
export { default as buildConnector } from 'undici/lib/core/connect.js'
export const kParser: symbol = symbols.kParser
export const kHTTP2Stream: symbol = symbols.kHTTP2Stream
