import { expect, it, vi } from 'vitest'
import { Scan } from '../../src/domain/scrub/scan.ts'
import { answerOf, bodyOf } from './scrubbed-answer.ts'
import { bytesOf, cut, needlesOf, scrubbed, textOf } from './spellings.ts'

const unscannable = expect.objectContaining({ code: 'unscannable_response' }) as unknown
const slashes = (count: number): string => '\\'.repeat(count)

it.each([0, 1, 2, 4])(
  '64 KiB of backslashes, which read in very many ways, beside a secret with %i of them',
  (count) => {
    const needles = needlesOf([
      `${slashes(count)}sk_live_4eC39HqL`,
      `C:${slashes(count)}server${slashes(count)}share`,
    ])
    const text = slashes(65_535)
    expect(scrubbed(needles, [bytesOf(text)])).toEqual({ text, redactions: 0 })
    expect(scrubbed(needles, cut(text, [0.1, 0.5]))).toEqual({ text, redactions: 0 })
  },
)

it('a secret that begins so is found behind such a run, whole and in pieces', () => {
  const secret = `${slashes(4)}sk_live_4eC39HqL`
  const needles = needlesOf([secret])
  for (const spelling of [
    secret,
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('\\', '%5C'),
    secret.replaceAll('\\', '&bsol;'),
  ]) {
    for (const before of [slashes(5000), `${slashes(5000)} `, '%5c'.repeat(2000)]) {
      const whole = scrubbed(needles, [bytesOf(`${before}${spelling}.`)])
      expect(whole.redactions).toBe(1)
      expect(whole.text.endsWith('[vultrino:k0].')).toBe(true)
      expect(scrubbed(needles, cut(`${before}${spelling}.`, [0.3, 0.7, 0.99]))).toEqual(whole)
    }
  }
})

it('what can be read in too many ways is withheld, never passed', async () => {
  const secret = `${slashes(300)}sk_live_4eC39HqL`
  for (const headers of [[], ['Content-Length', '65536']]) {
    const read = async (): Promise<Buffer> =>
      bodyOf((await answerOf({ secrets: [secret], headers, body: [bytesOf(slashes(65_536))] })).answer)
    await expect(read()).rejects.toEqual(unscannable)
  }
})

it('of a head and trailers as of a body; the exchange is ended', async () => {
  const secret = `${slashes(2000)}sk_live_4eC39HqL`
  const fields = ['X-Odd', slashes(60_000)]
  let left = 0
  const body: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => body,
    next: () => Promise.resolve({ done: true, value: undefined }),
    return: () => {
      left += 1
      return Promise.resolve({ done: true, value: undefined })
    },
  }
  await expect(answerOf({ secrets: [secret], headers: fields, body })).rejects.toEqual(unscannable)
  expect(left).toBe(1)
  const { answer, ends } = await answerOf({ secrets: [secret], trailers: fields })
  await bodyOf(answer)
  expect(answer.trailers()).toEqual([])
  expect(ends).toMatchObject([{ outcome: 'complete' }])
})

it('a long secret each of whose characters is escaped', () => {
  const secret = Array.from({ length: 6000 }, (_, i) => String.fromCharCode(65 + ((i * 7919) % 58))).join('')
  const needles = needlesOf([secret])
  const escapes = [
    (code: number): string => `%${code.toString(16)}`,
    (code: number): string => `\\u00${code.toString(16)}`,
  ]
  for (const escape of escapes) {
    const text = Array.from(secret, (char) => escape(char.charCodeAt(0))).join('')
    expect(scrubbed(needles, [bytesOf(`<${text}>`)])).toEqual({ text: '<[vultrino:k0]>', redactions: 1 })
  }
  const wrapped = Buffer.from(secret)
    .toString('base64')
    .replace(/.{76}/g, (line) => `${line}\r\n`)
  expect(textOf(bytesOf(scrubbed(needles, [bytesOf(`<${wrapped}>`)]).text))).toContain('[vultrino:k0]')
})

it('what comes byte by byte is not searched again for every byte, however much is held back', () => {
  const secret = Array.from({ length: 2000 }, (_, i) => String.fromCharCode(65 + ((i * 7919) % 26))).join('')
  const needles = needlesOf([secret])
  const text = `<${Array.from(secret, (char) => `&#x${char.charCodeAt(0).toString(16)};`).join('')}>`
  let searched = 0
  const run = vi.spyOn(Scan.prototype, 'run')
  try {
    const dribbled = scrubbed(needles, Array.from(`${text}and on${text.slice(0, -40)}`, bytesOf))
    searched = run.mock.calls.reduce((sum, [data]) => sum + data.length, 0)
    run.mockClear()
    expect(dribbled).toEqual(scrubbed(needles, [bytesOf(`${text}and on${text.slice(0, -40)}`)]))
    expect(dribbled.text).toBe(`<[vultrino:k0]>and on${text.slice(0, -40)}`)
  } finally {
    run.mockRestore()
  }
  // Each byte anew would be some 150 million.
  expect(searched).toBeLessThan(10_000_000)
})
