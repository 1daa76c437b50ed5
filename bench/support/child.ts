import { fork } from 'node:child_process'

/** Runs a script in a process of its own, so that nothing before it weighs on its memory, and returns what it answers. */
export function inChild<Answer>(script: URL, task: object, execArgv: readonly string[] = []): Promise<Answer> {
  const child = fork(script, [JSON.stringify(task)], { execArgv: [...execArgv, '--import', 'tsx'] })
  let answer: Answer | undefined
  child.once('message', (message) => (answer = message as Answer))
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      if (code === 0 && answer !== undefined) resolve(answer)
      else reject(new Error(`${script.pathname.split('/').at(-1)} ended with ${code}`))
    })
  })
}

/** In the child: what it is to do. */
export function task(): unknown {
  return JSON.parse(process.argv[2] ?? '')
}

export function answer(message: object): void {
  process.send?.(message, () => {
    process.disconnect?.()
  })
}
