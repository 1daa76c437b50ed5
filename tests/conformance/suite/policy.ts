import fc from 'fast-check'

import { isMethodAllowed, policyWhere } from '../../../src/index.js'
import type { PolicyWhereOptions } from '../../../src/index.js'
import type { SuiteContext } from './context.js'

const lower = 'b6a7c1d2-0e5f-4a3b-9c8d-7e6f5a4b3c2d'
const upper = '0F1E2D3C-4B5A-4968-8776-655443322110'
/** What a document can have for ids, in any spelling, and of a type that the field does not have. */
const documentIds = [
  ...['42', '042', ' 42', '+42', '-42', '-042', '-7', '4.2e1', '-0', '', 'abc', '__proto__', 'constructor'],
  ...['-2147483648', '-2147483649', '3000000000', '9007199254740991', '9223372036854775807', '9223372036854775808'],
  ...[lower, lower.toUpperCase(), upper, upper.toLowerCase()],
]

const methods = fc.array(fc.constantFrom('GET', 'PUT', '*'), { maxLength: 2 })
const rules = fc
  .record({ allow: methods, block: methods }, { requiredKeys: [] })
  .filter((each) => Object.keys(each).length > 0)
const section = fc.dictionary(fc.oneof(fc.constant('*'), fc.constantFrom(...documentIds)), rules, { maxKeys: 12 })
const policies = fc
  .record({ '*': rules, object: section }, { requiredKeys: [] })
  .filter((resources) => Object.keys(resources).length > 0)
  .map((resources) => ({ resources: { ...resources } }))

interface Row {
  readonly id: string | number | bigint
}

export function policy(context: SuiteContext): void {
  const models = {
    Int: {
      // Negative, so as not to move the sequence.
      ids: [-2147483648, -42, -7],
      add: (id: never) => context.db.prisma.user.create({ data: { id, username: `policy ${String(id)}` } }),
      find: (...AND: object[]): Promise<Row[]> => context.db.prisma.user.findMany({ where: { AND } }),
    },
    BigInt: {
      // libSQL reads nothing beyond the last one.
      ids: [-42n, 0n, 42n, 3000000000n, 2n ** 53n - 1n],
      add: (id: never) => context.db.prisma.robot.create({ data: { id } }),
      find: (...AND: object[]): Promise<Row[]> => context.db.prisma.robot.findMany({ where: { AND } }),
    },
    String: {
      ids: ['42', '042', 'abc', '__proto__', lower, upper],
      add: (id: never) => context.db.prisma.account.create({ data: { id, email: `policy ${String(id)}` } }),
      find: (...AND: object[]): Promise<Row[]> => context.db.prisma.account.findMany({ where: { AND } }),
    },
    Uuid: {
      ids: [lower, upper],
      add: (id: never) => context.db.prisma.device.create({ data: { id } }),
      find: (...AND: object[]): Promise<Row[]> => context.db.prisma.device.findMany({ where: { AND } }),
    },
  }

  describe('policyWhere', () => {
    beforeAll(async () => {
      for (const { ids, add } of Object.values(models)) for (const id of ids) await add(id as never)
    })

    test.each<[keyof typeof models, string, PolicyWhereOptions]>([
      ['Int', 'by default', {}],
      ['Int', 'by its type', { type: 'Int' }],
      ['BigInt', 'by its type', { type: 'BigInt' }],
      ['String', 'by its type', { type: 'String' }],
      ['String', 'by parseId', { parseId: String }],
      ['Uuid', 'by its type', { type: 'Uuid' }],
    ])('finds in a field of the type %s, %s, the rows that isMethodAllowed allows', async (type, _how, options) => {
      const { find, ids } = models[type]
      const mine = { id: { in: ids } }
      const rows = await find(mine)
      expect(rows).toHaveLength(ids.length)
      await fc.assert(
        fc.asyncProperty(policies, async (policy) => {
          const found = await find(mine, policyWhere(policy, 'object', options))
          const allowed = rows.filter(({ id }) => isMethodAllowed(policy, 'object', 'GET', id))
          expect(new Set(found.map(({ id }) => id))).toEqual(new Set(allowed.map(({ id }) => id)))
          for (const { id } of rows) {
            expect(isMethodAllowed(policy, 'object', 'GET', id, options)).toBe(
              isMethodAllowed(policy, 'object', 'GET', id),
            )
          }
        }),
        { numRuns: 100 },
      )
    })

    test('finds nothing under a document that is no policy', async () => {
      for (const policy of ['{}', [], 7, { resources: null }, { resources: { object: { block: ['*'] } } }]) {
        for (const { find } of Object.values(models)) expect(await find(policyWhere(policy, 'object'))).toEqual([])
      }
    })

    test('fails on a field whose type it was not told, rather than find what is blocked', async () => {
      const policy = { resources: { object: { abc: { block: ['*'] } } } }
      await expect(models.String.find(policyWhere(policy, 'object'))).rejects.toThrow('Expected String')
    })
  })
}
