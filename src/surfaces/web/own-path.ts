/** As long as a page of ours with all its filters. */
const LONGEST = 2048

/**
 * A path of ours (with its query) out of an untrusted text, or `undefined`: never one that leads elsewhere, however a
 * browser reads it.
 */
export function ownPath(text: string | null): string | undefined {
  if (text === null || text.length > LONGEST) return undefined
  // Browsers read `\` as `/`, two of which begin a host, and drop tabs and line ends.
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text)) return undefined
  const base = 'http://own.invalid'
  if (!URL.canParse(text, base)) return undefined
  const { origin, pathname, search } = new URL(text, base)
  return origin === base && !pathname.startsWith('//') ? `${pathname}${search}` : undefined
}
