import type { PrismaClient } from '../../generated/test/sqlite/client.js'
import { isMethodAllowed, policyWhere, type PolicyWhereOptions } from '../../src/index.js'

export async function policies(prisma: PrismaClient, policy: unknown, project?: { id: number }) {
  await prisma.user.findMany({ where: policyWhere(policy, 'user') })
  await prisma.robot.findMany({ where: policyWhere(policy, 'robot', { type: 'BigInt' }) })
  await prisma.account.findMany({
    where: { AND: [policyWhere(policy, 'account', { type: 'Uuid', field: undefined })] },
  })
  await prisma.account.findMany({ where: policyWhere(policy, 'account', { parseId: String }) })

  // @ts-expect-error The names of the types are those of Prisma.
  policyWhere(policy, 'user', { type: 'int' })
  const options: PolicyWhereOptions<number> = { parseId: (id) => (id === '' ? undefined : Number(id)) }
  const where: Record<string, { in: number[] } | { notIn: number[] }> = policyWhere(policy, 'user', options)

  // @ts-expect-error A project that is not there is not the resource as a whole.
  isMethodAllowed(policy, 'project', 'DELETE', project?.id)
  // @ts-expect-error The field is known to policyWhere only.
  isMethodAllowed(policy, 'project', 'DELETE', 42, { field: 'number' })
  return [
    where,
    isMethodAllowed(policy, 'project', 'GET'),
    isMethodAllowed(policy, 'project', 'GET', 42, { type: 'Int' }),
  ]
}
