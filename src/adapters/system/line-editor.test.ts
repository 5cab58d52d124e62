import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineEditor } from './line-editor.ts'

const typed = (text: string, echo = false): unknown[] => {
  const editor = new LineEditor('? ', echo)
  const { end, rest } = editor.type(text)
  return [editor.line, end, rest]
}

test.each([
  ['abc\r', ['abc', 'line', '']],
  ['abc\ndef', ['abc', 'line', 'def']],
  ['abc\r\ndef', ['abc', 'line', 'def']],
  ['a\x7fb\b\bc\r', ['c', 'line', '']],
  ['👍\x7f£\r', ['£', 'line', '']],
  ['two words\x17x\r', ['two x', 'line', '']],
  ['gone\x15kept\r', ['kept', 'line', '']],
  ['a\x1b[A\x1b[1;5Cb\x1bOPc\r', ['abc', 'line', '']],
  ['a\tb\x00\r', ['ab', 'line', '']],
  ['abc\x03', ['abc', 'interrupt', '']],
  ['\x04', ['', 'eof', '']],
  ['a\x04\r', ['a', 'line', '']],
])('%j', (text, result) => {
  expect(typed(text)).toEqual(result)
})

test('nothing typed is shown unless it may be', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(new LineEditor('Password: ', false).type(text).shown).toBe('')
    }),
  )
})

test('with echo the line is shown as it is, redrawn when it is edited', () => {
  expect(new LineEditor('? ', true).type('ab\x7fc').shown).toBe('ab\r\x1b[K? ac')
})
