/** Waits for a promise, but no longer than so many milliseconds, nor beyond an interruption. */
export async function within<T>(promise: Promise<T>, milliseconds: number, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted()
  let end: () => void = () => undefined
  const ended = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(milliseconds / 1000)} s`))
    }, milliseconds)
    const abort = () => {
      reject(new Error('interrupted'))
    }
    signal?.addEventListener('abort', abort)
    end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  })
  try {
    return await Promise.race([promise, ended])
  } finally {
    end()
  }
}
