import type { BothDoors } from '../pages-access/both-doors.ts'
import type { Samples } from './paths.ts'

/** One of each thing that has a page, made by the forms. Nothing in it is secret but `secret`. */
export async function makeSamples({ post, get }: BothDoors, secret: string): Promise<Samples> {
  const done = async (
    path: string,
    fields: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<string> => {
    const { status, text } = await post(path, fields)
    if (status !== 303 && status !== 200)
      throw new Error(`${path}: ${status} ${/<main[^]*/.exec(text)?.[0].slice(0, 500) ?? text}`)
    return text
  }
  const hosts = 'https://api.example.com'
  await done('/credentials/new', {
    type: 'api_key',
    alias: 'sample',
    key: secret,
    hosts,
    description: 'A sample',
  })
  await done('/credentials/new', {
    type: 'basic_auth',
    alias: 'unbound',
    username: 'somebody',
    password: secret,
    hosts: '',
  })
  await done('/roles/new', {
    name: 'sampler',
    description: '',
    scopes: 'sample',
    permissions: ['read', 'execute'],
  })
  const creation = crypto.randomUUID()
  const made = await done('/keys/new', {
    creation,
    name: 'sample-key',
    role: 'sampler',
    expires: '30d',
    expires_on: '',
  })
  const [, keys = ''] = /href="\/keys\/([0-9a-f-]{36})"/.exec(made) ?? []
  const [, audit = ''] = /href="\/audit\/(\d+)"/.exec((await get('/audit')).text) ?? []
  return { credentials: 'sample', roles: 'sampler', keys, audit, docs: 'policies' }
}
