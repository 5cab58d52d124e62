import type { Html } from '../page.ts'

/** What may stand inside a component: markup, or a text, which is escaped. `''` for nothing. */
export type Content = Html | string
