import type { ExpositionFormat } from './exposition.ts'

interface Range {
  readonly type: string
  readonly version: string | undefined
  readonly q: number
}

const QVALUE = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/

function parseRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const value = (name: string): string | undefined =>
    parameters.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1)
  const q = value('q') ?? '1'
  return { type, version: value('version'), q: QVALUE.test(q) ? Number(q) : 0 }
}

/**
 * Which form a reader of metrics wants, by its `Accept` field (RFC 9110 §12.5.1). OpenMetrics only for those who name
 * it and like no other form better; text for everyone else, since an answer serves them better than a 406.
 */
export function negotiate(accept: string | undefined): ExpositionFormat {
  if (accept === undefined) return 'text'
  let open = 0
  let text = 0
  for (const { type, version, q } of accept.split(',').map(parseRange)) {
    if (type === 'application/openmetrics-text' && (version ?? '1.0.0') === '1.0.0') open = Math.max(open, q)
    const known = version === undefined || version === '0.0.4'
    if (type === 'text/plain' && known) text = Math.max(text, q)
  }
  return open > 0 && open >= text ? 'openmetrics' : 'text'
}
