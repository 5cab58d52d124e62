import { Marked, type RendererObject, type Tokens } from 'marked'

/** Of a heading's text, as links to it are written: `What comes back` → `what-comes-back`. */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s+/g, '-')

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (one) => `&#${String(one.codePointAt(0) ?? 0)};`)

/** `policies.md#limits` beside this document, or a place in it; `undefined` for what is not served here. */
function inside(href: string, names: ReadonlySet<string>): string | undefined {
  if (href.startsWith('#')) return href
  const [, name = '', anchor = ''] = /^(?:\.\/)?([a-z-]+)\.md(#[\w-]+)?$/.exec(href) ?? []
  return names.has(name) ? `/docs/${name}${anchor}` : undefined
}

function renderer(names: ReadonlySet<string>): RendererObject {
  return {
    heading({ tokens, depth, text }: Tokens.Heading): string {
      return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
    },
    // What scrolls can be reached by keyboard.
    code({ text, lang }: Tokens.Code): string {
      return `<pre class="code" tabindex="0" role="group" aria-label="${escaped(lang ?? 'text')}"><code>${escaped(text)}</code></pre>\n`
    },
    table({ header, rows }: Tokens.Table): string {
      const row = (cells: Tokens.TableCell[], tag: 'th' | 'td'): string =>
        `<tr>${cells
          .map(({ tokens }) => {
            const scope = tag === 'th' ? ' scope="col"' : ''
            return `<${tag}${scope}>${this.parser.parseInline(tokens)}</${tag}>`
          })
          .join('')}</tr>`
      const head = header.some(({ text }) => text !== '') ? `<thead>${row(header, 'th')}</thead>` : ''
      const body = rows.map((cells) => row(cells, 'td')).join('')
      return `<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>${head}<tbody>${body}</tbody></table></div>\n`
    },
    link({ href, tokens }: Tokens.Link): string {
      const text = this.parser.parseInline(tokens)
      const here = inside(href, names)
      if (here !== undefined) return `<a href="${here}">${text}</a>`
      return /^https:\/\//.test(href)
        ? `<a href="${escaped(href)}" rel="noopener noreferrer">${text}</a>`
        : text
    },
    // Nothing in the documents needs markup of its own, and their pictures are of the pages one is at.
    html: ({ text }: Tokens.HTML | Tokens.Tag): string => escaped(text),
    image: (): string => '',
  }
}

/** HTML of a document. `names`: of all documents, for the links between them. */
export function renderMarkdown(markdown: string, names: ReadonlySet<string>): string {
  const marked = new Marked({ gfm: true, async: false, renderer: renderer(names) })
  return marked.parse(markdown, { async: false })
}
