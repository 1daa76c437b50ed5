import { Exit } from '../exit.js'
import { isInteractive, type Terminal } from '../terminal.js'

/** Asks whether to go on. Without a person to answer, the answer has to be in the options. */
export async function confirm(
  terminal: Terminal,
  question: string,
  options: { readonly yes?: unknown },
): Promise<void> {
  if (options.yes === true) return
  if (!isInteractive(terminal)) {
    throw new Exit('usage', `${question} Nobody is there to answer: add --yes to do it, or --dry-run to count only.`)
  }
  const { confirm: ask, isCancel } = await import('@clack/prompts')
  const answer = await ask({
    message: question,
    initialValue: false,
    input: terminal.stdin,
    output: terminal.stderr,
    signal: terminal.signal,
  })
  if (isCancel(answer) || !answer) throw new Exit('refused', 'Nothing was done.')
}
