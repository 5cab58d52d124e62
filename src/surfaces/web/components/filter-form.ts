import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { button } from './button.ts'
import type { Content } from './content.ts'
import { withoutScript } from './without-script.ts'

export interface FilterForm {
  /** What is looked through: `Find credentials`. */
  readonly label: string
  /** The page itself, which takes the fields as its query. */
  readonly action: string
  /** Id of what is below it: asked for as a fragment (`visit.partial`), it is what the answer replaces the inside of. */
  readonly target: string
  readonly fields: Content | readonly Content[]
}

/**
 * Above a list: narrows it as one types; without the script, by its button. The field with `FILTER_FIELD` is where `/` leads.
 * The address follows, so that going back and reloading show the same. An element with `data-count` in the answer is read out.
 */
export function filterForm({ label, action, target, fields }: FilterForm): Html {
  return html`<form
    class="filter"
    role="search"
    aria-label="${label}"
    method="get"
    action="${action}"
    hx-get="${action}"
    hx-target="#${target}"
    hx-trigger="input delay:150ms, submit"
    hx-sync="this:replace"
    data-address
  >
    ${fields} ${withoutScript(button({ text: 'Find' }))}
    <p class="unseen" role="status" data-status></p>
  </form>`
}

/** Attributes of the field that `/` goes to. */
export const FILTER_FIELD = { 'data-filter': true, 'aria-keyshortcuts': '/', spellcheck: 'false' } as const
