import { VultrinoError } from '../errors.ts'

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

const isLevel = (text: string): text is LogLevel => (LOG_LEVELS as readonly string[]).includes(text)

/** What can set the log level, strongest first. */
export interface LogLevelSources {
  readonly verbose: boolean
  /** `VULTRINO_LOG`: a level. */
  readonly vultrinoLog: string | undefined
  /** `RUST_LOG`, which the reference names: a level, or directives such as `vultrino=debug,hyper=warn`. */
  readonly rustLog: string | undefined
  readonly configured: LogLevel
}

/** Throws `invalid_arguments` on a `VULTRINO_LOG` that is no level. */
export function resolveLogLevel(sources: LogLevelSources): LogLevel {
  if (sources.verbose) return 'debug'
  const own = sources.vultrinoLog?.trim().toLowerCase()
  if (own !== undefined && own !== '') {
    if (isLevel(own)) return own
    throw new VultrinoError('invalid_arguments', {
      reason: `VULTRINO_LOG must be one of ${LOG_LEVELS.join(', ')}`,
    })
  }
  return fromRustLog(sources.rustLog ?? '') ?? sources.configured
}

/** The variable is shared with other programs, so what does not speak to us is passed over, not refused. */
function fromRustLog(text: string): LogLevel | undefined {
  let everyone: LogLevel | undefined
  let ours: LogLevel | undefined
  for (const directive of text.toLowerCase().split(',')) {
    const [target = '', level] = directive.trim().split('=')
    if (level === undefined && isLevel(target)) everyone = target
    if (level !== undefined && target === 'vultrino' && isLevel(level)) ours = level
  }
  return ours ?? everyone
}
