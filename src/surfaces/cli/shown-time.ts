/** A date of ISO 8601 as a person reads it: `2024-01-15T10:30:00Z`. */
export const seconds = (date: string): string => date.replace(/\.\d+Z$/, 'Z')

/** `2024-01-15`; `never` where there is none. */
export const day = (date: string | null): string => (date === null ? 'never' : date.slice(0, 10))

/** When a key ends, shown by `form`, and whether it has (`now` in milliseconds since the epoch). */
export function expiry(date: string | null, now: number, form: (date: string) => string): string {
  if (date === null) return 'never'
  return Date.parse(date) <= now ? `${form(date)} (expired)` : form(date)
}
