/** What is found out, or `undefined` where that takes longer than `ms`; it goes on being found out. Throws as it does. */
export async function within<T>(ms: number, value: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  // It may fail after nobody waits any more.
  value.catch(() => undefined)
  try {
    return await Promise.race([value, late])
  } finally {
    clearTimeout(timer)
  }
}
