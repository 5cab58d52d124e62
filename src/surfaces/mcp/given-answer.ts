import type { Answer } from '../../pipeline/stages.ts'
import { answerJson, type AnswerJson } from '../json/answer-json.ts'
import { readAnswer } from '../json/read-answer.ts'
import type { Call } from './call.ts'

/** A target's answer as a tool gives it. */
export interface GivenAnswer extends AnswerJson {
  /** There was more of it. */
  readonly truncated?: true
  /** How many bytes of it are given. */
  readonly size?: number
}

/** Reads an answer, at most as much of it as may be given. `come`: told how many bytes have come. */
export async function givenAnswer(
  answer: Answer,
  { maxAnswerSize, signal }: Pick<Call, 'maxAnswerSize' | 'signal'>,
  come: (bytes: number) => void,
): Promise<GivenAnswer> {
  const { bytes, whole } = await readAnswer(answer, maxAnswerSize, signal, come)
  if (whole) return answerJson(answer, bytes)
  const uncut = bytes.subarray(0, wholeCharacters(bytes))
  const text = answerJson(answer, uncut)
  return text.body_encoding === undefined
    ? { ...text, truncated: true, size: uncut.byteLength }
    : { ...answerJson(answer, bytes), truncated: true, size: bytes.byteLength }
}

/** How many bytes of UTF-8 text there are before a character that was cut at the end (RFC 3629 §3). */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 4 && back <= bytes.byteLength; back++) {
    const byte = bytes[bytes.byteLength - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    return length > back ? bytes.byteLength - back : bytes.byteLength
  }
  return bytes.byteLength
}
