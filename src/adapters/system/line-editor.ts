/** What some typing did. */
export interface Typed {
  /** To be written to the terminal. */
  readonly shown: string
  /** What came after the end of the line, for the next one. */
  readonly rest: string
  readonly end: 'none' | 'line' | 'interrupt' | 'eof'
}

type End = Typed['end']

/** Arrow keys and their like; they mean nothing here. */
const ESCAPE_SEQUENCE = /^\x1b(?:\[[0-9;?]*[ -/]*[@-~]?|O.?|.)?/

/** One line being typed on a terminal in raw mode, shown or not: text, and the usual editing keys. */
export class LineEditor {
  readonly #question: string
  readonly #echo: boolean
  #characters: string[] = []

  constructor(question: string, echo: boolean) {
    this.#question = question
    this.#echo = echo
  }

  get line(): string {
    return this.#characters.join('')
  }

  /** Takes what was typed or pasted, up to the end of the line. */
  type(text: string): Typed {
    const shown: string[] = []
    for (let at = 0; at < text.length;) {
      const key = String.fromCodePoint(text.codePointAt(at) ?? 0)
      const escape = key === '\x1b' ? (ESCAPE_SEQUENCE.exec(text.slice(at))?.[0] ?? key) : key
      at += escape.length
      const act = KEYS[key]
      if (act !== undefined) {
        const end = this.#edit(act, shown)
        // A line pasted with CR LF ends once.
        if (end !== 'none')
          return {
            shown: shown.join(''),
            rest: text.slice(key === '\r' && text[at] === '\n' ? at + 1 : at),
            end,
          }
      } else if (key >= ' ') {
        this.#characters.push(key)
        if (this.#echo) shown.push(key)
      }
    }
    return { shown: shown.join(''), rest: '', end: 'none' }
  }

  #edit(act: Key, shown: string[]): End {
    const edited = act(this.#characters)
    if (typeof edited === 'string') return edited
    this.#characters = edited
    // Redrawn whole: how many cells a character takes is the terminal's knowledge.
    if (this.#echo) shown.push(`\r\x1b[K${this.#question}${this.line}`)
    return 'none'
  }
}

/** A key that is not text: ends the line, or makes another of it. */
type Key = (characters: string[]) => End | string[]

const backspace: Key = (characters) => characters.slice(0, -1)

const KEYS: Readonly<Record<string, Key>> = {
  '\r': () => 'line',
  '\n': () => 'line',
  // Ctrl-C
  '\x03': () => 'interrupt',
  // Ctrl-D: the end of input, on an empty line
  '\x04': (characters) => (characters.length === 0 ? 'eof' : characters),
  '\x7f': backspace,
  '\b': backspace,
  // Ctrl-U
  '\x15': () => [],
  // Ctrl-W
  '\x17': (characters) => Array.from(characters.join('').replace(/\S*\s*$/, '')),
}
