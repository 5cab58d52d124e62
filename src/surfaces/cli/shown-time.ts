/** A date of ISO 8601 as a person reads it: `2024-01-15T10:30:00Z`. */
export const seconds = (date: string): string => date.replace(/\.\d+Z$/, 'Z')

/** `2024-01-15`; `never` where there is none. */
export const day = (date: string | null): string => (date === null ? 'never' : date.slice(0, 10))
