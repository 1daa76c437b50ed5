/** Tells the test something, and resolves when it is on its way: it arrives even if this process is killed next. */
export function send(message: object): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => {
      if (error) reject(error)
      else resolve()
    })
  })
}
