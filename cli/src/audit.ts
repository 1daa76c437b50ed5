import { userInfo } from 'node:os'

import type { AuthorOptions } from '../../src/context/author.js'
import type { TokenEvent } from '../../src/lifecycle/list-token-events.js'
import type { LoadedRepository } from './config/load-repository.js'
import type { Terminal } from './terminal.js'

/** Returns the options that say who makes a change, and by which command; none where the repository keeps no trail. */
export function audited(
  { env }: Terminal,
  loaded: LoadedRepository,
  options: { readonly actor?: unknown },
  verb: string,
): AuthorOptions {
  if (!hasAudit(loaded)) return {}
  const named = typeof options.actor === 'string' ? options.actor : (env.WEBAPI_TOKEN_ACTOR ?? '')
  return { actor: named || (loaded.actor ?? `cli:${userName()}`), context: { command: `webapi-token ${verb}` } }
}

function hasAudit({ context }: LoadedRepository): boolean {
  return context.settings.audit !== undefined
}

const longestHistory = 100

/** Returns the history of a token, the latest entries first; undefined where the repository keeps none. */
export async function historyOf(loaded: LoadedRepository, id: unknown): Promise<readonly TokenEvent[] | undefined> {
  if (!hasAudit(loaded)) return undefined
  const page = await loaded.tokens.listTokenEvents({ token: { id }, take: longestHistory } as never)
  return page.events
}

/** The system may not know the user, as in some containers. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}
