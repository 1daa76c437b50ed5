import type { SuiteContext } from './context.js'

/** Shorter texts are in everything. */
const shortestToken = 12

export function secrecy(context: SuiteContext): void {
  test('no token of all these is in the database, an error, an event, a log or a query', async () => {
    const { prisma } = context.db
    const tables = await Promise.all([
      prisma.user.findMany(),
      prisma.webAPIToken.findMany(),
      prisma.webAPITokenEvent.findMany(),
      prisma.account.findMany(),
      prisma.accessToken.findMany(),
      prisma.robotToken.findMany(),
      prisma.teamToken.findMany(),
      prisma.deviceToken.findMany(),
    ])
    const dump = JSON.stringify(tables, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
    const seen = [dump, ...context.observed].join('\n')
    const tokens = context.plaintexts.filter((token) => token.length >= shortestToken)
    const [first = '', last = ''] = [tokens[0], tokens.at(-1)]

    expect(tokens.length).toBeGreaterThan(100)
    expect(context.observed.size).toBeGreaterThan(100)
    expect(dump).toContain('sha256:')
    expect(occurring(tokens, `${last} ${first}`)).toEqual([last, first])
    expect(occurring(tokens, seen)).toEqual([])
  })
}

/** Returns the tokens in a text, at the cost of one look at each place of it: both are long. */
function occurring(tokens: readonly string[], text: string): string[] {
  const byEnd = new Map<string, Set<string>>()
  for (const token of tokens) {
    const end = token.slice(-shortestToken)
    byEnd.set(end, (byEnd.get(end) ?? new Set()).add(token))
  }
  const found = new Set<string>()
  for (let end = shortestToken; end <= text.length; end++) {
    for (const token of byEnd.get(text.slice(end - shortestToken, end)) ?? []) {
      if (text.endsWith(token, end)) found.add(token)
    }
  }
  return [...found]
}
