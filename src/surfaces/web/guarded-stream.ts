/** How long a stream may go on after it should have ended, milliseconds. */
const LOOK_MS = 1000

/** A stream that ends once `holds` says no (or cannot tell): asked before a piece is passed on, but not for every one. */
export function guardedStream(
  source: ReadableStream<Uint8Array>,
  holds: () => Promise<boolean>,
  now: () => number,
): ReadableStream<Uint8Array> {
  let looked = now()
  return source.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: async (piece, controller) => {
        const time = now()
        if (Math.abs(time - looked) >= LOOK_MS) {
          looked = time
          if (!(await holds().catch(() => false))) {
            controller.terminate()
            return
          }
        }
        controller.enqueue(piece)
      },
    }),
  )
}
