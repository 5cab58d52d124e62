import type { Dice } from './dice.ts'
import { PIECES } from './words.ts'

type Edit = (tokens: string[], dice: Dice) => void

const EDITS: readonly Edit[] = [
  (tokens, dice) => void tokens.splice(dice.below(tokens.length + 1), 0, dice.one(PIECES)),
  (tokens, dice) => void tokens.splice(dice.below(tokens.length + 1), 0, dice.one(PIECES)),
  (tokens, dice) => void tokens.splice(dice.below(tokens.length), 1 + dice.below(4)),
  (tokens, dice) => {
    const at = dice.below(tokens.length)
    tokens.splice(at, 0, ...tokens.slice(at, at + 1 + dice.below(30)))
  },
  (tokens, dice) => {
    const at = dice.below(tokens.length)
    const token = tokens[at] ?? ''
    if (token.length === 1) tokens[at] = String.fromCharCode(token.charCodeAt(0) ^ (1 << dice.below(8)))
  },
  (tokens, dice) => {
    const [from, to] = [dice.below(tokens.length), dice.below(tokens.length)]
    const [first = '', second = ''] = [tokens[from], tokens[to]]
    tokens[from] = second
    tokens[to] = first
  },
]

/** Changes a text at one place. Placeholders stay whole: half of a secret proves nothing. */
export function editText(text: string, dice: Dice): string {
  const tokens = text.match(/\{\{[^}]*\}\}|[^]/gu) ?? []
  if (tokens.length === 0) return dice.one(PIECES)
  dice.one(EDITS)(tokens, dice)
  return tokens.join('')
}
