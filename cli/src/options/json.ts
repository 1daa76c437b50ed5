import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { Exit } from '../exit.js'
import { messageOf } from '../redact.js'
import type { Terminal } from '../terminal.js'

/** Parses an option that holds JSON, or names a file with it: `@policy.json`. */
export function jsonOption(option: string, text: string, terminal: Terminal): unknown {
  const json = text.startsWith('@') ? contentOf(option, text.slice(1), terminal) : text
  try {
    return JSON.parse(json) as unknown
  } catch (error) {
    throw new Exit('usage', `${option}: this is no JSON: ${messageOf(error, terminal)}`)
  }
}

/** The same for an object. */
export function jsonObjectOption(option: string, text: string, terminal: Terminal): Record<string, unknown> {
  const value = jsonOption(option, text, terminal)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Exit('usage', `${option}: this must be a JSON object, such as {"lastUsed":null}.`)
}

function contentOf(option: string, file: string, terminal: Terminal): string {
  try {
    return readFileSync(resolve(terminal.cwd, file), 'utf8')
  } catch (error) {
    throw new Exit('usage', `${option}: ${messageOf(error, terminal)}`)
  }
}
