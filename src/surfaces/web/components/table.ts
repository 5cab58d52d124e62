import { html } from 'hono/html'
import type { Html } from '../page.ts'
import { attributes, type AttributeValues } from './attributes.ts'
import type { Content } from './content.ts'

export interface Heading {
  readonly text: string
  /** `end` for numbers and for what is done with the row. */
  readonly align?: 'start' | 'end'
  /** Read out, not seen: over the buttons. */
  readonly hidden?: boolean
  /** `tight`: no wider than what is in it. */
  readonly width?: 'tight'
}

/** In a cell that has nothing to say; a card leaves it out. */
export const NOTHING: Html = html`<span class="muted">–</span>`

/** With fewer columns it stays a table on the narrowest screen. */
const FEW_COLUMNS = 3

export interface Row {
  /** As many as there are headings. The first names the row. */
  readonly cells: readonly Content[]
  readonly attributes?: AttributeValues
}

export interface Table {
  /** What the table lists; read out before it. */
  readonly caption: string
  readonly captionShown?: boolean
  readonly headings: readonly Heading[]
  readonly rows: readonly Row[]
  /** Of the body of rows, for what is loaded into it later. */
  readonly bodyId?: string
}

/** Things of one kind, to compare. On a narrow screen each row of more than three columns becomes a card, with its headings beside the values. For one thing's facts take a `definitionList`. */
export function table(of: Table): Html {
  const heads = of.headings.map(
    ({ text, hidden, ...look }) =>
      html`<th scope="col" ${attributes({ class: cellClass(look) })}>
        ${hidden === true ? html`<span class="unseen">${text}</span>` : text}
      </th>`,
  )
  // Some browsers forget that a table laid out as blocks is one; its roles tell them.
  return html`<table class="table${of.headings.length > FEW_COLUMNS ? ' table-cards' : ''}" role="table">
    <caption${attributes({ class: of.captionShown === true ? undefined : 'unseen' })}>${of.caption}</caption>
    <thead role="rowgroup"><tr role="row">${heads}</tr></thead>
    <tbody role="rowgroup"${attributes({ id: of.bodyId })}>${tableRows(of.headings, of.rows)}</tbody>
  </table>`
}

/** Rows alone, for a part that htmx puts into a table that is there. */
export function tableRows(headings: readonly Heading[], rows: readonly Row[]): Html {
  return html`${rows.map((row) => tableRow(headings, row))}`
}

function tableRow(headings: readonly Heading[], row: Row): Html {
  const cells = headings.map((heading, at) => {
    const content = row.cells[at] ?? ''
    const given = attributes({
      class: cellClass(heading),
      'data-label': heading.hidden === true ? undefined : heading.text,
      'data-nothing': content === NOTHING || content === '',
    })
    return at === 0
      ? html`<th scope="row" role="rowheader" ${given}><div class="cell">${content}</div></th>`
      : html`<td role="cell" ${given}><div class="cell">${content}</div></td>`
  })
  return html`<tr role="row" ${attributes(row.attributes ?? {})}>
    ${cells}
  </tr>`
}

function cellClass({ align, width }: Pick<Heading, 'align' | 'width'>): string | undefined {
  const names = [...(align === 'end' ? ['end'] : []), ...(width === 'tight' ? ['tight'] : [])]
  return names.length === 0 ? undefined : names.join(' ')
}
