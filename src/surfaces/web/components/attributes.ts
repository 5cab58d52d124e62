import { html, raw } from 'hono/html'
import type { Html } from '../page.ts'

/** `true`: the bare name; `false` and `undefined`: left out. */
export type AttributeValue = string | number | boolean | undefined

export type AttributeValues = Readonly<Record<string, AttributeValue>>

const NAME = /^[a-z][a-z0-9:-]*$/i
/** Our CSP lets none of these do anything; a page that has one is mistaken. */
const REFUSED = /^(?:style$|on|hx-on|srcdoc$)/i

/** Attributes that are there only sometimes, each with a space before it. Values are escaped and quoted; names come from code. */
export function attributes(values: AttributeValues): Html {
  const parts: Html[] = []
  for (const [name, value] of Object.entries(values)) {
    if (!NAME.test(name) || REFUSED.test(name)) throw new TypeError(`no attribute ${name} in pages`)
    if (value === undefined || value === false) continue
    parts.push(value === true ? raw(` ${name}`) : html`${raw(` ${name}`)}="${String(value)}"`)
  }
  return html`${parts}`
}
