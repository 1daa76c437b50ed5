import { AnyNull, DbNull, JsonNull } from '@prisma/client/runtime/client'

import { WebAPITokenRepository } from '../../../src/index.js'
import { createUser, failure, repository, type SuiteContext, testToken, unique, watched } from './context.js'

/** Look-ups with `select` and `include` that are alike, and are not the same. */
export function projections(context: SuiteContext): void {
  const options = (cache: boolean) => (cache ? { cache: { store: new Map(), ttl: 60_000 } } : {})

  /** Tokens of one user: one without `extraData`, one whose `extraData` is the null of JSON, and one with a value. */
  async function given() {
    const { prisma } = context.db
    const user = await createUser(prisma)
    const tokens: string[] = []
    for (const extraData of [DbNull, JsonNull, { a: 1 }] as const) {
      const { token } = await testToken(prisma, user, { lastUsed: new Date(), extraData: extraData as never })
      tokens.push(token)
    }
    context.plaintexts.push(...tokens)
    return tokens as [string, string, string]
  }
  const withNull = (equals: object) =>
    ({ include: { user: { include: { webAPITokens: { where: { extraData: { equals } } } } } } }) as object
  const countIn = (result: unknown) =>
    (result as { record: { user: { webAPITokens: unknown[] } } }).record.user.webAPITokens.length

  describe('look-ups that are alike', () => {
    test.each([
      ['at once, ', false],
      ['one after the other, with a cache, ', true],
    ])('%skeep DbNull, JsonNull and AnyNull apart', async (_name, isCached) => {
      const [token] = await given()
      const tokens = repository(context, options(isCached))
      const all = [DbNull, JsonNull, AnyNull].map((value) => () => tokens.authenticate(token, withNull(value)))
      const counts: number[] = []
      if (isCached) for (const lookUp of all) counts.push(countIn(await lookUp()))
      else counts.push(...(await Promise.all(all.map((lookUp) => lookUp()))).map(countIn))
      expect(counts).toStrictEqual([1, 1, 2])
    })

    test('tell bigints apart', async () => {
      const { prisma } = context.db
      const id = 2n ** 50n + BigInt(Date.now())
      const robot = await prisma.robot.create({ data: { id } })
      for (const cache of [false, true]) {
        const tokens = new WebAPITokenRepository(prisma, {
          ...watched(context, options(cache)),
          model: 'robotToken' as const,
        })
        const tokenId = cache ? id : id + 1n
        const { token } = await tokens.generateToken(robot, { data: { id: tokenId } })
        const lookUp = async (value: bigint) => {
          const include = { user: { include: { robotTokens: { where: { id: value } } } } }
          const result = await tokens.authenticate(token, { include })
          return result.ok && result.record.user.robotTokens.map((found) => found.id)
        }
        expect(await Promise.all([lookUp(tokenId), lookUp(1n)])).toEqual([[tokenId], []])
        expect(await Promise.all([lookUp(tokenId), lookUp(1n)])).toEqual([[tokenId], []])
      }
    })

    test('are those that were asked for, whatever the app does to its objects then', async () => {
      const [token] = await given()
      const tokens = repository(context, options(true))
      const select: Record<string, boolean> = { id: true }
      const lookUp = tokens.authenticate(token, { select })
      select.note = true
      expect(await lookUp).toEqual(expect.objectContaining({ record: { id: expect.any(Number) } }))
      expect(await tokens.authenticate(token, { select })).toMatchObject({ record: { note: expect.any(String) } })
    })

    test('leave an object that contains itself to Prisma', async () => {
      const [token] = await given()
      const cyclic: Record<string, unknown> = {}
      cyclic.AND = [cyclic, cyclic]
      const include = { user: { include: { webAPITokens: { where: cyclic } } } }
      const error = await failure(context, repository(context).authenticate(token, { include } as never))
      expect(error).toBeInstanceOf(Error)
      expect(await repository(context).authenticate(unique('x'))).toMatchObject({ ok: false })
    })
  })
}
