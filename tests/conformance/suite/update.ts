import { createUser, failure, neverGenerated, repository, type SuiteContext } from './context.js'

export function update(context: SuiteContext): void {
  async function generated() {
    return repository(context).generateToken(await createUser(context.db.prisma), { note: 'old' })
  }
  const rowOf = (id: number) => context.db.prisma.webAPIToken.findUniqueOrThrow({ where: { id } })

  describe('updateToken', () => {
    test('changes what it is given, and nothing else', async () => {
      const { token, record } = await generated()
      const before = await rowOf(record.id)
      const now = new Date('2030-01-01T00:00:00Z')
      const expires = new Date('2031-01-01T00:00:00Z')
      const tokens = repository(context, { clock: () => now })

      expect(await tokens.updateToken(token, { note: 'new', expires, extraData: { a: 1 } })).toEqual({ count: 1 })
      expect(await rowOf(record.id)).toEqual({ ...before, note: 'new', expires, extraData: { a: 1 }, lastUpdated: now })

      const policy = { resources: { '*': { block: ['*'] } } }
      expect(await tokens.updateToken({ id: record.id }, { policy, expires: null, note: null })).toEqual({ count: 1 })
      expect(await rowOf(record.id)).toMatchObject({ policy, expires: null, note: '' })
    })

    test('finds nothing for an unknown token', async () => {
      expect(await repository(context).updateToken(neverGenerated(), { note: 'x' })).toEqual({ count: 0 })
      expect(await repository(context).updateToken({ id: 2_000_000_000 }, { note: 'x' })).toEqual({ count: 0 })
    })

    test('never revives an invalid token', async () => {
      const { token, record } = await generated()
      const tokens = repository(context)
      await tokens.invalidateToken(token, { invalidReason: 'Leaked' })
      const invalid = await rowOf(record.id)
      await tokens.updateToken(token, { note: 'new', expires: null })
      const { valid, invalidDate, invalidReason, token: digest } = await rowOf(record.id)
      expect({ valid, invalidDate, invalidReason, digest }).toEqual({
        valid: false,
        invalidDate: invalid.invalidDate,
        invalidReason: 'Leaked',
        digest: invalid.token,
      })
    })

    test.each([
      'valid',
      'token',
      'userId',
      'user',
      'id',
      'invalidDate',
      'invalidReason',
      'tokenGeneratorId',
      'lastUsed',
    ])('refuses data.%s', async (field) => {
      const { token, record } = await generated()
      const before = await rowOf(record.id)
      const data = { [field]: undefined } as object
      const error = await failure(context, repository(context).updateToken(token, { data }))
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message).toContain(`data.${field}`)
      expect(await rowOf(record.id)).toEqual(before)
    })

    test.each([
      ['expires', { expires: new Date(Number.NaN) }],
      ['expires', { expires: '2030-01-01' }],
      ['note', { note: 7 }],
    ])('names %s in the TypeError for %p', async (name, options) => {
      const { token, record } = await generated()
      const before = await rowOf(record.id)
      const error = await failure(context, repository(context).updateToken(token, options as object))
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message.startsWith(`${name} `)).toBe(true)
      expect(await rowOf(record.id)).toEqual(before)
    })

    test('refuses an invalid policy', async () => {
      const { token, record } = await generated()
      const before = await rowOf(record.id)
      const policy = { resources: {} }
      expect(await failure(context, repository(context).updateToken(token, { policy }))).toMatchObject({
        code: 'ERR_WEBAPI_TOKEN_INVALID_POLICY',
        path: 'resources',
      })
      expect(await rowOf(record.id)).toEqual(before)
    })
  })
}
