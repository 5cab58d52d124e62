import { randomInt } from 'node:crypto'
import type { AttackCase } from '../../contract/attack-case.ts'
import type { Transform } from '../../contract/content.ts'
import { CREDENTIALS } from '../../contract/laboratory.ts'
import { transform } from '../../laboratory/transforms.ts'
import type { Judgement } from '../judge.ts'
import type { Bench } from '../run-case.ts'
import { Upload } from './upload.ts'

/** Characters of the secret that the caller has guessed so far. */
const LENGTHS = [8, 15, 36]
const SPELLINGS: readonly (readonly Transform[])[] = [
  [], ['base64'], ['percent-all'], ['json-u'], ['hex'], ['html-hex'], ['base64', 'percent-all'], ['base64', 'base64'],
] // prettier-ignore
const TRIES = 5
/** Nothing that may be part of a secret, at its end. */
const WORDS = Buffer.from('some words. ')
/** Milliseconds in which the answer begins, and in which what is not held back comes back then. */
const UP_WITHIN = 3000
const PATIENCE = 400

interface Guess {
  readonly what: string
  readonly right: Buffer
  /** Of the same shape: with no character right, and with all but the last. */
  readonly wrong: readonly Buffer[]
}

/**
 * A caller sends a guess up to a target that gives it back at once, and looks whether it comes back before more is sent:
 * that must not depend on whether the guess is the beginning of the secret. Takes an origin that is `duplex`, for
 * which there are no secrets with spaces in them.
 */
export async function heldGuess(bench: Bench, attack: AttackCase): Promise<Judgement> {
  const secret = bench.lab.secrets.get(attack.credential) ?? ''
  const guesses = LENGTHS.flatMap((length) => SPELLINGS.map((spelling) => guessed(secret, length, spelling)))
  const differences = new Map<string, number>()
  for (let left = TRIES; left > 0; left -= 1) {
    const tried = guesses.map(async ({ what, right, wrong }) => {
      const [ofRight, ...ofWrong] = await Promise.all([right, ...wrong].map((guess) => cameBack(bench, attack, guess)))
      for (const [at, of] of ofWrong.entries()) {
        if (ofRight == null || of === null) return false
        const key = `${what}, ${at === 0 ? 'all' : 'the last'} of them wrong`
        differences.set(key, (differences.get(key) ?? 0) + Math.sign(ofRight - of))
      }
      return true
    })
    const some = (await Promise.all(tried)).some(Boolean)
    if (bench.lab.carriers(attack.credential).length === 0)
      return { outcome: 'broke', evidence: ['the secret did not arrive where it belongs, so nothing is proven'] }
    // It takes the whole of a request before it gives any of the answer: there is nothing to look at.
    if (!some) return { outcome: 'blocked', evidence: [] }
  }
  const told = [...differences].filter(([, difference]) => Math.abs(difference) * 2 > TRIES)
  const evidence = told.map(([what, difference]) =>
    `a right guess came back ${difference < 0 ? 'later' : 'sooner'} than a wrong one: ${what}`,
  )
  return { outcome: told.length > 0 ? 'leaked' : 'clean', evidence }
} // prettier-ignore

/** How many bytes of a guess came back before more was sent; `null`: not even words that are no part of a secret did. */
async function cameBack({ running, lab }: Bench, { credential }: AttackCase, guess: Buffer): Promise<number | null> {
  const to = running.wire('reverse', {
    method: 'POST', url: `${lab.origin(CREDENTIALS[credential].origin ?? 'named')}/up`, headers: [], body: null, credential, caller: 'agent', limit: 5000,
  })
  if (to === null) throw new Error('this surface is not a socket')
  const upload = new Upload(to)
  try {
    if ((await upload.grownBy(WORDS, UP_WITHIN)) < WORDS.length) return null
    return await upload.grownBy(guess, PATIENCE)
  } finally {
    upload.close()
  }
} // prettier-ignore

function guessed(secret: string, length: number, spelling: readonly Transform[]): Guess {
  const right = secret.slice(0, length)
  const spelt = (text: string): Buffer => transform(Buffer.from(text), spelling)
  const what = `${String(length)} characters${spelling.map((each) => `, ${each}`).join('')}`
  const wrong = [/[A-Za-z0-9]/g, /[A-Za-z0-9]$/].map((places) => spelt(right.replace(places, another)))
  return { what, right: spelt(right), wrong }
}

const KINDS = ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789']

/** Another letter, or digit, of the same kind. */
function another(character: string): string {
  const kind = KINDS.find((each) => each.includes(character)) ?? character
  return kind[(kind.indexOf(character) + randomInt(1, kind.length)) % kind.length] ?? character
}
