import { z } from 'zod'
import type { Route } from '../route.ts'
import { openApiDocument } from './open-api-document.ts'

/** Where the API describes itself. Anyone may read it: it is the same for all, and public anyway. */
export function documentRoutes(routes: readonly Route[]): readonly Route[] {
  let made: ReturnType<typeof openApiDocument> | undefined
  const row = {
    method: 'GET',
    summary: 'This document',
    tag: 'Documentation',
    needs: 'Nothing.',
    status: 200,
    answer: z.looseObject({}),
    errors: [],
    serve: (_request, _name, { version }) => {
      made ??= openApiDocument(routes, version)
      return Promise.resolve({ value: made })
    },
  } satisfies Omit<Route, 'path' | 'operationId'>
  return [
    { ...row, path: '/openapi.json', operationId: 'openApi' },
    { ...row, path: '/v1/openapi.json', operationId: 'openApiV1' },
  ]
}
