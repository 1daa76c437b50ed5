import { rounded } from './numbers.js'

/** The options of a client whose statements are to be noted. */
export const noted = { log: [{ emit: 'event', level: 'query' }] }

export interface Statements {
  readonly statements: number
  readonly longestStatementMs: number
}

type Listener = (event: { duration: number }) => void

/** Notes the statements of a client. What is returned tells about those since it was called last. */
export function noteStatements(prisma: object): () => Statements {
  let durations: number[] = []
  // Clients have different types, the tests' ones none with events.
  const client = prisma as { $on(event: 'query', listener: Listener): void }
  client.$on('query', ({ duration }) => durations.push(duration))
  return () => {
    const longest = durations.reduce((a, b) => Math.max(a, b), 0)
    const result = { statements: durations.length, longestStatementMs: rounded(longest, 0) }
    durations = []
    return result
  }
}
