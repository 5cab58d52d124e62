declare module 'undici/lib/dispatcher/pool.js' {
  import type { Pool } from 'undici'
  const pool: typeof Pool
  export default pool
}

declare module 'undici/lib/core/connect.js' {
  import type { buildConnector } from 'undici'
  const connect: typeof buildConnector
  export default connect
}

declare module 'undici/lib/core/symbols.js' {
  const symbols: {
    /** On a connection's socket: its HTTP/1.1 parser. */
    readonly kParser: symbol
    /** On a stream of HTTP/2: that it is one of undici's. */
    readonly kHTTP2Stream: symbol
  }
  export default symbols
}
