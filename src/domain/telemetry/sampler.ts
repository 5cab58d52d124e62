/** Which traces are recorded, by the names of `OTEL_TRACES_SAMPLER`. */
export interface Sampler {
  /** Whether a caller that records its own part of the trace, or does not, decides for us. */
  readonly parentBased: boolean
  /** Share of the others that is recorded, from 0 to 1. */
  readonly ratio: number
}

type Reader = (argument: number) => Sampler

const SAMPLERS: Readonly<Record<string, Reader>> = {
  always_on: () => ({ parentBased: false, ratio: 1 }),
  always_off: () => ({ parentBased: false, ratio: 0 }),
  traceidratio: (ratio) => ({ parentBased: false, ratio }),
  parentbased_always_on: () => ({ parentBased: true, ratio: 1 }),
  parentbased_always_off: () => ({ parentBased: true, ratio: 0 }),
  parentbased_traceidratio: (ratio) => ({ parentBased: true, ratio }),
}

export const DEFAULT_SAMPLER: Sampler = { parentBased: true, ratio: 1 }

/** Reads `OTEL_TRACES_SAMPLER` and its `_ARG`; `undefined` for what names no sampler or no ratio. */
export function parseSampler(name: string, argument: string | undefined): Sampler | undefined {
  const read = Object.hasOwn(SAMPLERS, name) ? SAMPLERS[name] : undefined
  const ratio = argument === undefined || argument === '' ? 1 : Number(argument)
  return read === undefined || !(ratio >= 0 && ratio <= 1) ? undefined : read(ratio)
}

/** Hex digits of a trace id that are read as its randomness: as many bits as a number holds exactly. */
const DIGITS = 13

/**
 * Whether a trace is recorded. Its id decides, so that every process comes to the same answer.
 * `parent`: whether the caller records it; `undefined` without a caller's trace.
 */
export function isSampled(
  { parentBased, ratio }: Sampler,
  traceId: string,
  parent: boolean | undefined,
): boolean {
  if (parentBased && parent !== undefined) return parent
  return Number.parseInt(traceId.slice(-DIGITS), 16) < ratio * 16 ** DIGITS
}
