import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib'

/** Bytes that one compressed stream may decode to here. */
const MOST_OUTPUT = 32 * 1024 * 1024
/** Streams that are tried in one run of bytes. */
const MOST_TRIED = 200

const PART = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_OUTPUT }

function attempt(decode: () => Buffer): Buffer[] {
  try {
    const bytes = decode()
    return bytes.length === 0 ? [] : [bytes]
  } catch {
    return []
  }
}

/** Everything that compressed streams in the bytes decode to, also where they are cut off; `only`: those that begin there. */
export function undoCompressed(
  bytes: Buffer,
  only?: readonly number[],
): { readonly how: string; readonly bytes: Buffer }[] {
  const places = (magic: Buffer): number[] =>
    only?.filter((at) => bytes.subarray(at, at + magic.length).equals(magic)) ?? placesOf(bytes, magic)
  const found: { readonly how: string; readonly bytes: Buffer }[] = []
  const add = (how: string, decoded: readonly Buffer[]): void => {
    for (const each of decoded) found.push({ how, bytes: each })
  }
  for (const at of places(Buffer.from([0x1f, 0x8b, 0x08]))) {
    add(
      'gzip',
      attempt(() => gunzipSync(bytes.subarray(at), PART)),
    )
    // A damaged checksum, or rubbish behind it: what is inside can be read all the same.
    add(
      'gzip',
      attempt(() => inflateRawSync(bytes.subarray(at + 10), PART)),
    )
  }
  for (const at of places(Buffer.from([0x78]))) {
    if (((0x78 << 8) | (bytes[at + 1] ?? 0)) % 31 === 0)
      add(
        'deflate',
        attempt(() => inflateSync(bytes.subarray(at), PART)),
      )
  }
  for (const at of places(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))) {
    add(
      'zstd',
      attempt(() => zstdDecompressSync(bytes.subarray(at), { maxOutputLength: MOST_OUTPUT })),
    )
  }
  // These have no first bytes to know them by: they are tried from the start only.
  if (bytes.length > 8 && bytes.some((byte) => byte > 126)) {
    add(
      'br',
      attempt(() =>
        brotliDecompressSync(bytes, {
          maxOutputLength: MOST_OUTPUT,
          finishFlush: constants.BROTLI_OPERATION_FLUSH,
        }),
      ),
    )
    add(
      'raw deflate',
      attempt(() => inflateRawSync(bytes, PART)),
    )
  }
  return found
}

function placesOf(bytes: Buffer, magic: Buffer): number[] {
  const found: number[] = []
  for (
    let at = bytes.indexOf(magic);
    at !== -1 && found.length < MOST_TRIED;
    at = bytes.indexOf(magic, at + 1)
  )
    found.push(at)
  return found
}
