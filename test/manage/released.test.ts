import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseTarget } from '../../src/domain/target.ts'
import type { ControlPlane } from '../../src/ports/control-plane.ts'
import { Desk, keyWith, wanted } from './desk.ts'

const HOSTS = ['a.example.com', 'b.example.com', '*.example.com']
const updater = keyWith(['read', 'update'])

let desk: Desk
beforeEach(async () => {
  desk = await Desk.open()
  await desk.owner.addCredential(wanted('a', { hosts: HOSTS }))
})
afterEach(() => desk[Symbol.dispose]())

/** Whose secrets an answer of this host is searched for. */
const searched = (host: string): string[] =>
  desk.management.vault.boundTo(parseTarget(`https://${host}/`)).map(({ alias }) => alias)

const NARROWING: readonly (readonly [string, (control: ControlPlane) => Promise<unknown>])[] = [
  ['unbind', (control) => control.unbindCredential('a', ['a.example.com', '*.example.com'])],
  ['update', (control) => control.updateCredential('a', { hosts: ['b.example.com'] })],
]

describe.each(NARROWING)('an origin that %s took from a credential', (_, narrow) => {
  it('may have kept its secret, and shows it to nobody', async () => {
    await narrow(desk.as(updater))
    expect(desk.management.vault.find('a')?.binding.map(({ host }) => host)).toEqual(['b.example.com'])
    expect([searched('a.example.com'), searched('x.example.com'), searched('other.example')]).toEqual([
      ['a'],
      ['a'],
      [],
    ])
    // Nor after what is changed next, nor in another process.
    await desk.as(updater).updateCredential('a', { description: 'mine' })
    await desk.owner.updateCredential('a', { alias: 'c' })
    const another = await desk.scratch.open()
    expect(another.boundTo(parseTarget('https://a.example.com/')).map(({ alias }) => alias)).toEqual(['c'])
  })

  it('gets the secret no more, and only who has the secret gives it back', async () => {
    await narrow(desk.as(updater))
    const again = desk.as(updater).bindCredential('a', ['a.example.com'], [])
    await expect(again).rejects.toMatchObject({ code: 'secret_required' })
    await desk.owner.bindCredential('a', ['a.example.com'], [])
    expect(desk.management.vault.find('a')?.released?.map(({ host }) => host)).toEqual(['*.example.com'])
    await desk.owner.bindCredential('a', ['*.example.com'], [])
    expect(desk.management.vault.find('a')).not.toHaveProperty('released')
  })

  it('is forgotten once the secret is another', async () => {
    await narrow(desk.owner)
    await desk.as(updater).updateCredential('a', { data: { key: 'another-key-1' } })
    expect(searched('a.example.com')).toEqual([])
  })
})

it('they are shown to nobody', async () => {
  const shown = [
    await desk.owner.unbindCredential('a', ['a.example.com']),
    await desk.owner.updateCredential('a', { description: 'mine' }),
  ]
  for (const one of shown) expect(one).not.toHaveProperty('released')
})
