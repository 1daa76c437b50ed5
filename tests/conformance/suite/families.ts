import type { SuiteContext } from './context.js'

/** What caches and revocations of families rely on: they look for the rows of one owner. */
export function families(context: SuiteContext): void {
  test('no family of all these has two owners', async () => {
    const { prisma } = context.db
    const members = await prisma.webAPIToken.findMany({
      where: { familyId: { not: null } },
      select: { familyId: true, userId: true },
    })
    const owners = new Map(members.map(({ familyId, userId }) => [familyId, userId]))
    expect(owners.size).toBeGreaterThan(20)
    expect(members.filter(({ familyId, userId }) => owners.get(familyId) !== userId)).toEqual([])
  })
}
