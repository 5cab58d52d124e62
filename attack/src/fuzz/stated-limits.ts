import type { AttackCase } from '../contract/attack-case.ts'
import { FAULTS, type Verdict } from '../contract/verdict.ts'

/**
 * Whether a verdict on a case made by chance is a fault of the proxy. Not one are: the laboratory's own troubles; that the
 * proxy waits for a body that was announced; and what no scrubber promises: Brotli or raw deflate where none is declared,
 * as these have no mark to be known by. (Streams in the middle of other data are not even looked for.)
 */
export const isFault = ({ outcome, evidence }: Verdict, { steps, origins }: AttackCase): boolean =>
  FAULTS.has(outcome) &&
  !evidence.some((line) => line.startsWith('in the laboratory')) &&
  !(evidence.every((line) => /(?:br|raw deflate) ›/.test(line)) && hidesCoding(JSON.stringify(origins))) &&
  !(outcome === 'broke' && /content-length|transfer-encoding|expect/i.test(JSON.stringify(steps)))

/** What is made of codings without a mark, and what `Content-Encoding` calls them. */
const UNMARKED = [[/"br"/g, /\bbr\b/g], [/"deflate-raw"/g, /\bdeflate\b/g]] as const // prettier-ignore

/** More of them than `Content-Encoding` says. */
const hidesCoding = (origins: string): boolean => {
  const made = [...origins.matchAll(/"through":\[[^\]]*\]/g)].join()
  const declared = [...origins.matchAll(/"content-encoding","([^"]*)"/gi)].map(([, value]) => value).join()
  return UNMARKED.some(
    ([through, name]) => [...made.matchAll(through)].length > [...declared.matchAll(name)].length,
  )
}
