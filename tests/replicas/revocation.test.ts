import { randomUUID } from 'node:crypto'

import { WebAPITokenRepository } from '../../src/index.js'
import { createUser, describeReplicated } from './replicated.js'
import { repositoryWay, ways, withReplicas } from './ways.js'

const rounds = 200

describeReplicated('revocation beside a streaming replica', (database) => {
  describe.each(ways)('by $way', ({ open }) => {
    const tokensOf = () => open(database())

    test('a token that the replica does not have yet authenticates at once, with its user', async () => {
      const user = await createUser(database())
      await database().pauseReplay()
      const { token, record } = await tokensOf().generateToken(user)
      expect(await database().replica.webAPIToken.findUnique({ where: { id: record.id } })).toBeNull()
      const result = await tokensOf().authenticate(token, { include: { user: true } })
      expect(result).toMatchObject({ ok: true, record: { id: record.id, user: { id: user.id } } })
    })

    test(`a revoked token that the replica still shows as valid is refused, ${rounds} of ${rounds} times`, async () => {
      const { replica } = database()
      const tokens = tokensOf()
      const user = await createUser(database())
      const generated = []
      for (let round = 0; round < rounds; round++) generated.push(await tokens.generateToken(user))
      await database().pauseReplay()
      const outcomes = []
      for (const { token, record } of generated) {
        const before = await tokens.authenticate(token)
        await tokens.invalidateToken(token)
        const after = await tokens.authenticate(token)
        const shown = await replica.webAPIToken.findUnique({ where: { id: record.id } })
        outcomes.push({ before: before.ok, after: after.ok || after.reason, replica: shown?.valid })
      }
      expect(outcomes).toEqual(generated.map(() => ({ before: true, after: 'invalid', replica: true })))
    })

    test(`so is one while the replica is keeping up, ${rounds} of ${rounds} times`, async () => {
      const tokens = tokensOf()
      const user = await createUser(database())
      const outcomes = []
      for (let round = 0; round < rounds; round++) {
        const { token } = await tokens.generateToken(user)
        const before = await tokens.authenticate(token)
        await tokens.invalidateToken(token)
        const after = await tokens.authenticate(token)
        outcomes.push({ before: before.ok, after: after.ok || after.reason })
      }
      expect(outcomes).toEqual(outcomes.map(() => ({ before: true, after: 'invalid' })))
      expect(outcomes).toHaveLength(rounds)
    })
  })

  test('what is revoked at once is refused, 20 of 20 tokens', async () => {
    const tokens = repositoryWay.open(database())
    const user = await createUser(database())
    const generated = []
    for (let index = 0; index < 20; index++) generated.push(await tokens.generateToken(user))
    await database().pauseReplay()
    await Promise.all(generated.map(({ token }) => tokens.invalidateToken(token)))
    const results = await Promise.all(generated.map(({ token }) => tokens.authenticate(token)))
    expect(results.map((result) => result.ok || result.reason)).toEqual(generated.map(() => 'invalid'))
  })

  test('so is what ends with the token that has made it', async () => {
    const options = { model: 'deviceToken', owner: 'deviceId' } as const
    const tokens = new WebAPITokenRepository(withReplicas(database()), options)
    const device = await database().db.prisma.device.create({ data: { id: randomUUID() } })
    const parent = await tokens.generateToken(device)
    const child = await tokens.generateToken(device, { parent: parent.record })
    await database().pauseReplay()
    expect(await tokens.authenticate(child.token)).toMatchObject({ ok: true })
    // Not the verb, which would end the child's own row too.
    await database().db.prisma.deviceToken.update({ where: { id: parent.record.id }, data: { valid: false } })
    expect(await tokens.authenticate(child.token)).toMatchObject({ ok: false, reason: 'invalid' })
  })
})
