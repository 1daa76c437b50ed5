/** The longest time that a timer takes: beyond, it would fire at once. */
export const longestTimeout = 2_147_483_647

/** What {@link withDeadline} rejects with when the time is up. */
export class DeadlineError extends Error {}

interface DeadlineOptions {
  readonly milliseconds: number
  /** What the error says. */
  readonly message: string
  /** Whether a process that has nothing else to do ends without waiting. */
  readonly unref?: boolean
}

/** Settles as the work does, or rejects when the time is up; what becomes of the work after that is nobody's concern. */
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
