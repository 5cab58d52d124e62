import { compileGlob } from '../glob.ts'

/** A text as programs take it that mind no letter case, beyond ASCII too: `ſ` is an s to some, the Kelvin sign a k. */
export const fold = (text: string): string => text.toUpperCase().toLowerCase()

/** A pattern (see `compileGlob`, which has taken it already) matched without minding letter case. */
export function caselessGlob(pattern: string): (text: string) => boolean {
  let glob: (text: string) => boolean
  try {
    glob = compileGlob(fold(pattern))
  } catch {
    // A set that runs from capitals to small letters runs backwards in small ones.
    glob = compileGlob(pattern)
  }
  return (text) => glob(fold(text))
}
