import { ROUTES } from '../../../src/surfaces/web/routes.ts'

/** What stands for the parameter of a path, by the first word of the path: `/credentials/:alias` → `credentials`. */
export type Samples = Readonly<Record<'credentials' | 'roles' | 'keys' | 'audit' | 'docs', string>>

/** Every address that is read, from the table of routes, with something real for its parameters. */
export function pathsOf(samples: Samples): readonly string[] {
  return ROUTES.filter(({ method }) => method === 'GET').map(({ path }) =>
    path.replace(/:\w+/, () => {
      const [, first = ''] = path.split('/')
      if (!Object.hasOwn(samples, first)) throw new Error(`say what ${path} is to be tried with`)
      return encodeURIComponent(samples[first as keyof Samples])
    }),
  )
}

const PATTERNS = ROUTES.map(({ method, path }) => ({
  name: `${method} ${path}`,
  method,
  // Fewer parameters first: `/credentials/new` is not `/credentials/:alias`.
  parameters: path.split(':').length,
  pattern: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`),
})).sort((a, b) => a.parameters - b.parameters)

export const ROUTE_NAMES: readonly string[] = PATTERNS.map(({ name }) => name).sort()

/** The route that answers this request: `GET /credentials/:alias`. */
export const routeOf = (method: string, pathname: string): string | undefined =>
  PATTERNS.find((one) => one.method === method && one.pattern.test(pathname))?.name
