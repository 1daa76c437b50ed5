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

    expect(tokens.length).toBeGreaterThan(100)
    expect(context.observed.size).toBeGreaterThan(100)
    expect(dump).toContain('sha256:')
    expect(tokens.filter((token) => seen.includes(token))).toEqual([])
  })
}
