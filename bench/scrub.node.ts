import { randomBytes } from 'node:crypto'
import { NeedleSet } from '../src/domain/scrub/needle-set.ts'
import { Scrubber } from '../src/domain/scrub/scrubber.ts'
import { Secret } from '../src/domain/secret.ts'

/**
 * Speed of scrubbing on one core: MB/s over 64 KiB chunks and the time for a whole 1 KiB body, beside a plain copy
 * and one `Buffer.indexOf` over the same bytes in the same run.
 */
const CHUNK = 64 * 1024
const SIZE = 8 * 1024 * 1024
const COUNTS = [1, 10, 100, 10_000]
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? '0.7')

const words =
  'the quick brown fox jumps over a lazy dog while some other animals watch it from afar and wonder'.split(
    ' ',
  )

function repeated(make: (index: number) => string): Buffer {
  const parts: string[] = []
  for (let size = 0, index = 0; size < SIZE; index += 1) {
    const part = make(index)
    parts.push(part)
    size += part.length
  }
  return Buffer.from(parts.join('')).subarray(0, SIZE)
}

const word = (index: number): string => words[(index * 7919) % words.length] ?? ''
const line = (index: number): string => Array.from({ length: 12 }, (_, i) => word(index * 12 + i)).join(' ')

const BODIES: Readonly<Record<string, Buffer>> = {
  'plain text': repeated((i) => `${line(i)}\n`),
  'JSON, escapes': repeated((i) =>
    JSON.stringify({
      id: i,
      url: `https://example.com/${word(i)}?q=a%20b&n=${i}`,
      text: `${line(i)}\n"${word(i)}"`,
    }).replaceAll('/', '\\/'),
  ),
  'random bytes': randomBytes(SIZE),
  'base64 text': Buffer.from(randomBytes((SIZE / 4) * 3).toString('base64')),
}

/** Average seconds for one call, over about `SECONDS`, after a warm-up. */
function timed(run: () => void): number {
  run()
  let calls = 0
  const start = performance.now()
  while (performance.now() - start < SECONDS * 1000) {
    run()
    calls += 1
  }
  return (performance.now() - start) / 1000 / calls
}

function chunks(body: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(body.length / CHUNK) }, (_, i) =>
    body.subarray(i * CHUNK, (i + 1) * CHUNK),
  )
}

const secret = (): Secret => new Secret(`sk_live_${randomBytes(24).toString('base64url')}`)
const say = (text: string): boolean => process.stdout.write(`${text}\n`)
const megabytes = (seconds: number): number => SIZE / 1e6 / seconds

const sets = COUNTS.map((count) => {
  const entries = Array.from({ length: count }, (_, i) => ({ alias: `key-${i}`, secret: secret() }))
  const start = performance.now()
  const needles = NeedleSet.compile(entries)
  say(`compile ${count} secrets: ${(performance.now() - start).toFixed(1)} ms, ${needles.size} needles`)
  return { count, needles }
})

say('')
for (const [name, body] of Object.entries(BODIES)) {
  const pieces = chunks(body)
  const target = Buffer.alloc(CHUNK)
  const absent = Buffer.from('sk_live_not_in_there_at_all')
  const copy = timed(() => {
    for (const piece of pieces) piece.copy(target)
  })
  const indexOf = timed(() => {
    for (const piece of pieces) piece.indexOf(absent)
  })
  say(`${name}: copy ${megabytes(copy).toFixed(0)} MB/s, indexOf ${megabytes(indexOf).toFixed(0)} MB/s`)
  const small = body.subarray(0, 1024)
  for (const { count, needles } of sets) {
    const stream = timed(() => {
      const scrubber = new Scrubber(needles)
      for (const piece of pieces) scrubber.push(piece)
      scrubber.end()
    })
    const whole = timed(() => {
      for (let i = 0; i < 1000; i += 1) new Scrubber(needles).whole(small)
    })
    const speed = `${megabytes(stream).toFixed(0)} MB/s`.padStart(10)
    const ratios = `copy/${(stream / copy).toFixed(1)} indexOf/${(stream / indexOf).toFixed(1)}`
    say(`  ${String(count).padStart(6)} secrets ${speed}  ${ratios}  1 KiB: ${(whole * 1000).toFixed(2)} µs`)
  }
}

// Copied, so that they are strings of their own, as a parser makes them.
const headers = JSON.parse(
  JSON.stringify(Array.from({ length: 20 }, (_, i) => [`X-Field-${i}`, line(i).slice(0, 30)]).flat()),
) as string[]
for (const { count, needles } of sets) {
  const check = timed(() => {
    for (let i = 0; i < 1000; i += 1) needles.occursIn(headers)
  })
  say(`20 headers, ${count} secrets: ${(check * 1000).toFixed(2)} µs (${headers.join('').length} characters)`)
}
