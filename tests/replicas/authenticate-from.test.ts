import { createUser, describeReplicated } from './replicated.js'
import { ways } from './ways.js'

describeReplicated("authenticateFrom: 'replica'", (database) => {
  describe.each(ways)('by $way', ({ open }) => {
    const tokensOf = () => open(database(), { authenticateFrom: 'replica' })

    test('accepts a revoked token for as long as the replica shows it as valid, and no longer', async () => {
      const tokens = tokensOf()
      const { token } = await tokens.generateToken(await createUser(database()))
      await database().resumeReplay()
      while (!(await database().replica.webAPIToken.findFirst({ orderBy: { id: 'desc' } })));
      await database().pauseReplay()
      await tokens.invalidateToken(token)
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
      expect(await open(database()).authenticate(token)).toMatchObject({ ok: false, reason: 'invalid' })
      await database().resumeReplay()
      while ((await tokens.authenticate(token)).ok);
      expect(await tokens.authenticate(token)).toMatchObject({ ok: false, reason: 'invalid' })
    })

    test('looks on the primary for a token that the replica does not have yet', async () => {
      const tokens = tokensOf()
      const user = await createUser(database())
      await database().pauseReplay()
      const { token } = await tokens.generateToken(user)
      expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
    })

    test('rotates and limits on the primary all the same', async () => {
      const tokens = open(database(), { authenticateFrom: 'replica', maxTokensPerUser: 1 })
      const user = await createUser(database())
      await database().pauseReplay()
      const { record } = await tokens.generateToken(user)
      await expect(tokens.generateToken(user)).rejects.toMatchObject({ code: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED' })
      const rotated = await tokens.rotateToken({ id: record.id })
      expect(await tokens.authenticate(rotated.token)).toMatchObject({ ok: true })
    })
  })
})
