import { concat } from '../../../domain/concat.ts'
import type { HeaderList } from '../../../domain/header-list.ts'
import type { LocalSink } from '../../../ports/local-files.ts'
import type { Answer } from '../../../pipeline/stages.ts'
import { answerJson } from '../../json/answer-json.ts'

/** Takes bytes, waiting while whoever reads them is slower. */
type Write = (chunk: Uint8Array) => Promise<void>

/** Gives an answer's body on as it comes. Throws what reading it throws. */
export async function writeBody({ body }: Answer, write: Write): Promise<void> {
  if (body instanceof Uint8Array) {
    if (body.byteLength > 0) await write(body)
    return
  }
  for await (const chunk of body) await write(chunk)
}

/** Writes to a file and closes it, whatever happens. */
export async function writeBodyTo(sink: LocalSink, answer: Answer): Promise<void> {
  try {
    await writeBody(answer, (chunk) => sink.write(chunk))
  } finally {
    await sink.close()
  }
}

/** Status line and fields as on the wire. */
export function headText({ status, statusText, headers }: Answer): string {
  const fields = pairs(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP ${status}${statusText === '' ? '' : ` ${statusText}`}\r\n${fields.join('')}\r\n`
}

/** The whole of it as JSON; see `answerJson`. */
export async function answerText(answer: Answer): Promise<string> {
  const chunks: Uint8Array[] = []
  await writeBody(answer, (chunk) => {
    // The pipeline may use its buffer again.
    chunks.push(Uint8Array.from(chunk))
    return Promise.resolve()
  })
  return JSON.stringify(answerJson(answer, concat(chunks)))
}

function pairs(headers: HeaderList): [string, string][] {
  const found: [string, string][] = []
  for (let i = 0; i + 1 < headers.length; i += 2) found.push([headers[i] ?? '', headers[i + 1] ?? ''])
  return found
}
