import type { ResourceRow } from './resource.ts'

const BASE = 'vultrino://docs/'
const MARKDOWN = 'text/markdown'

/** The documents of this program. */
export const docs: ResourceRow = {
  needs: null,
  action: 'docs.read',
  list: (all) =>
    all.map(({ name, title }) => ({
      uri: `${BASE}${name}`,
      name,
      title,
      description: `Documentation of Vultrino: ${title}`,
      mimeType: MARKDOWN,
    })),
  template: {
    uriTemplate: `${BASE}{+name}`,
    name: 'docs',
    title: 'Documentation',
    description: 'A document of Vultrino by its name, in Markdown',
    mimeType: MARKDOWN,
  },
  read: (uri, all, call) => {
    const found = all.find(({ name }) => uri === `${BASE}${name}`)
    if (found === undefined) return undefined
    return (async () => {
      await call.enter('management')
      return { uri, mimeType: MARKDOWN, text: found.markdown }
    })()
  },
  complete: (all) => Promise.resolve(all.map(({ name }) => name)),
}
