import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const started: ChildProcess[] = []

// A test that fails leaves them waiting, and a process that has started others ends after them.
afterEach(() => {
  for (const worker of started.splice(0)) worker.kill('SIGKILL')
})

/** Starts a process for each list of arguments, and returns them once all are ready to be let loose by a message. */
export async function startWorkers(script: string, args: readonly (readonly string[])[]): Promise<ChildProcess[]> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const workers = args.map((each) => fork(path, each, { execArgv: ['--import', 'tsx'] }))
  started.push(...workers)
  await Promise.all(workers.map(nextMessage))
  return workers
}

/** Fails when the process ends without a word, instead of waiting for it. It is closed when all it said has arrived. */
export async function nextMessage(worker: ChildProcess): Promise<unknown> {
  const ended = new AbortController()
  const message = once(worker, 'message', { signal: ended.signal })
  const onExit = (code: number | null) => ended.abort(new Error(`The process ended with ${code}`))
  worker.once('close', onExit)
  try {
    return (await message)[0]
  } finally {
    worker.off('close', onExit)
  }
}

/** All that a process says from now on, once it has ended. */
export async function messagesUntilExit(worker: ChildProcess): Promise<unknown[]> {
  const messages: unknown[] = []
  worker.on('message', (message) => messages.push(message))
  await once(worker, 'close')
  return messages
}
