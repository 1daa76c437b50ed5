import type { TokenContext } from '../../../src/context/context.js'
import type { Terminal } from '../terminal.js'
import { futureOption } from './dates.js'
import { jsonObjectOption } from './json.js'

/** Returns the library's options for a new token, of those that the command got: what was not said has the library's default. */
export function newTokenOptions(
  terminal: Terminal,
  { settings }: TokenContext,
  { note, expires, policy, scope, tokenType, generator }: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    ...(typeof note === 'string' && { note }),
    ...(typeof expires === 'string' && {
      expires: expires === 'never' ? null : futureOption('--expires', expires, settings.clock()),
    }),
    ...(typeof policy === 'string' && { policy: jsonObjectOption('--policy', policy, terminal) }),
    ...(Array.isArray(scope) && { scopes: scope as string[] }),
    ...(typeof tokenType === 'string' && { tokenType }),
    ...(typeof generator === 'string' && { tokenGeneratorId: generator }),
  }
}
