import { whereOption } from '../../../src/client/where-argument.js'
import type { TokenWhere } from '../../../src/client/token-row.js'
import type { TokenContext } from '../../../src/context/context.js'
import { Exit } from '../exit.js'
import { messageOf } from '../redact.js'
import type { Terminal } from '../terminal.js'
import { jsonObjectOption } from './json.js'

/** Returns the filter of an option, if it is one: an empty one would be everybody's tokens. */
export function whereJson(option: string, text: string, terminal: Terminal, { model }: TokenContext): TokenWhere {
  const where = jsonObjectOption(option, text, terminal)
  try {
    return whereOption(model, { where })
  } catch (error) {
    throw new Exit('usage', `${option}: ${messageOf(error, terminal)}`, { cause: error })
  }
}
