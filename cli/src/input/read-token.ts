import { Exit } from '../exit.js'
import { isInteractive, type Terminal } from '../terminal.js'

/** Far longer than any token. */
const longestInput = 65_536

/** Reads one token: from what is piped in, or by a question whose answer is not shown. */
export async function readToken(terminal: Terminal): Promise<string> {
  const text = terminal.stdin.isTTY === true ? await askForToken(terminal) : await readAll(terminal)
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const tokens = lines.filter((line) => line !== '')
  const [token] = tokens
  for (const each of tokens) terminal.secrets?.add(each)
  if (token === undefined) throw new Exit('usage', 'There is no token on standard input.')
  if (tokens.length > 1) throw new Exit('usage', 'There must be one token on standard input, and there are more lines.')
  return token
}

async function askForToken(terminal: Terminal): Promise<string> {
  if (!isInteractive(terminal)) {
    throw new Exit('usage', 'Give the token on standard input, such as: webapi-token verify < token.txt')
  }
  const { isCancel, password } = await import('@clack/prompts')
  const answer = await password({
    message: 'Token (it is not shown)',
    input: terminal.stdin,
    output: terminal.stderr,
    signal: terminal.signal,
  })
  if (isCancel(answer)) throw new Exit('refused', 'Nothing was done.')
  return answer
}

async function readAll({ stdin }: Terminal): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Buffer | string)
    chunks.push(bytes)
    length += bytes.length
    if (length > longestInput) throw new Exit('usage', 'What is on standard input is too long for a token.')
  }
  return Buffer.concat(chunks).toString('utf8')
}
