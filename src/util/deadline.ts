/** The maximum of a timer: beyond it, it would fire at once. */
export const longestTimeout = 2_147_483_647

/** The rejection of {@link withDeadline} when the time is up. */
export class DeadlineError extends Error {}

interface DeadlineOptions {
  readonly milliseconds: number
  /** The message of the error. */
  readonly message: string
  /** Whether an otherwise idle process ends without waiting. */
  readonly unref?: boolean
}

/** Settles as the work does, or rejects when the time is up; later results of the work are ignored. */
export async function withDeadline<T>(work: Promise<T>, options: DeadlineOptions): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new DeadlineError(options.message))
    }, options.milliseconds)
    if (options.unref) timer.unref()
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
