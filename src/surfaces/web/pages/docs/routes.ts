import { html, raw } from 'hono/html'
import { VultrinoError } from '../../../../domain/errors.ts'
import type { Html, Route, Shown, Visit } from '../../page.ts'
import type { Doc } from '../../web-deps.ts'
import { renderMarkdown } from './render-markdown.ts'

/** Documents do not change while the program runs. */
const rendered = new WeakMap<Doc, Html>()

function pageOf(doc: Doc, docs: readonly Doc[]): Html {
  const known = rendered.get(doc)
  if (known !== undefined) return known
  const names = new Set(docs.map(({ name }) => name))
  const page = html`<p class="back"><a href="/docs">Documentation</a></p>
    <article class="prose">${raw(renderMarkdown(doc.markdown, names))}</article>
    <p><a href="${doc.path}">This page as Markdown</a></p>`
  rendered.set(doc, page)
  return page
}

function contents({ deps }: Visit): Shown {
  const body = html`<h1>Documentation</h1>
    <ul class="contents">
      ${deps.docs.map(({ name, title }) => html`<li><a href="/docs/${name}">${title}</a></li>`)}
    </ul>`
  return { kind: 'page', title: 'Documentation', place: 'docs', body }
}

/** Throws `no_such_endpoint`. */
function document({ deps, params }: Visit): Shown {
  const doc = deps.docs.find(({ name }) => name === params['name'])
  if (doc === undefined) throw new VultrinoError('no_such_endpoint')
  return { kind: 'page', title: doc.title, place: 'docs', body: pageOf(doc, deps.docs) }
}

/** `/docs` and `/docs/policies`. */
export const docRoutes: readonly Route[] = [
  { method: 'GET', path: '/docs', serve: async (visit) => Promise.resolve(contents(visit)) },
  { method: 'GET', path: '/docs/:name', serve: async (visit) => Promise.resolve(document(visit)) },
]
