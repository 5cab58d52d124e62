/** The parts of `read, execute`; what is empty between commas counts for nothing, and an empty text is no part. */
export function commaList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
