import { userInfo } from 'node:os'

import { plaintextDigest, sha256Digest, WebAPITokenRepository } from '../../src/index.js'
import { createUser } from '../../tests/conformance/suite/context.js'
import { commandLine } from './support/command-line.js'
import { createApp, type TestApp } from './support/repository.js'

let app: TestApp
let tokens: object
let user: { id: number }

beforeAll(async () => {
  app = await createApp()
  tokens = new WebAPITokenRepository(app.prisma, {
    tokenType: 'acme',
    audit: true,
    digests: [sha256Digest(), plaintextDigest()],
  })
  user = await createUser(app.prisma)
})

afterAll(() => app.db.close())

const lastEvent = () => app.prisma.webAPITokenEvent.findFirstOrThrow({ orderBy: { id: 'desc' } })

test('the actor is that of the option, the variable, the configuration, or the user of the system', async () => {
  const create = ['create', String(user.id)]
  const configured = commandLine({ tokens, actor: 'deploy' })
  const env = { WEBAPI_TOKEN_ACTOR: 'variable' }
  await configured([...create, '--actor', 'ada'], { env })
  expect(await lastEvent()).toMatchObject({
    type: 'created',
    actor: 'ada',
    context: { command: 'webapi-token create' },
  })
  await configured(create, { env })
  expect(await lastEvent()).toMatchObject({ actor: 'variable' })
  await configured(create)
  expect(await lastEvent()).toMatchObject({ actor: 'deploy' })
  await commandLine(tokens)(create)
  expect(await lastEvent()).toMatchObject({ actor: `cli:${userInfo().username}` })
})

test('each change is in the trail, and show tells it', async () => {
  const webapiToken = commandLine({ tokens, actor: 'ada' })
  const { id } = JSON.parse((await webapiToken(['create', String(user.id), '--json'])).stdout) as { id: number }
  await webapiToken(['rotate', '--id', String(id), '--grace-period', '1h'])
  await webapiToken(['invalidate', '--id', String(id), '--reason', 'Leaked'])
  const { events } = JSON.parse((await webapiToken(['show', String(id), '--json'])).stdout) as {
    events: { type: string; actor: string; context: { command: string } }[]
  }
  expect(events.map(({ type, actor, context }) => [type, actor, context.command])).toEqual([
    ['invalidated', 'ada', 'webapi-token invalidate'],
    ['rotated', 'ada', 'webapi-token rotate'],
    ['created', 'ada', 'webapi-token create'],
  ])
  const { stdout } = await webapiToken(['show', String(id)])
  expect(stdout).toMatch(/\nHistory:\n[^\n]*\tinvalidated\tada\t/)
  expect(await webapiToken(['prune', '--invalidated-before', '0s', '--yes'])).toMatchObject({
    code: 0,
    stdout: '1 token deleted.\n',
  })
  expect(await webapiToken(['redigest'])).toMatchObject({ code: 0 })
})

test('a repository without a trail is told nothing', async () => {
  expect(await commandLine(app.tokens)(['create', String(user.id), '--actor', 'ada'])).toMatchObject({ code: 0 })
})

test('prune deletes old events, and no tokens', async () => {
  const webapiToken = commandLine(tokens)
  const old = { userId: user.id, tokenId: 1, type: 'created', timeAdded: new Date('2020-01-01T00:00:00Z') }
  await app.prisma.webAPITokenEvent.createMany({ data: [old, old, old] })
  const before = { events: await app.prisma.webAPITokenEvent.count(), tokens: await app.prisma.webAPIToken.count() }
  const argv = ['prune', '--events-before', '2021-01-01']
  expect(await webapiToken([...argv, '--dry-run'])).toMatchObject({ stdout: '3 events would be deleted.\n' })
  expect(await webapiToken(argv)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Delete 3 events?') as string,
  })
  expect(await webapiToken([...argv, '--expired-before', '1d', '--yes'])).toMatchObject({ code: 2 })
  expect(await webapiToken([...argv, '--yes', '--json'])).toMatchObject({ code: 0, stdout: '{"count":3}\n' })
  expect(await app.prisma.webAPITokenEvent.count()).toBe(before.events - 3)
  expect(await app.prisma.webAPIToken.count()).toBe(before.tokens)
  expect(await commandLine(app.tokens)([...argv, '--yes'])).toMatchObject({
    code: 2,
    stderr: '--events-before: the repository keeps no audit trail.\n',
  })
})
