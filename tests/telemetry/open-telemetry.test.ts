import { hash } from 'node:crypto'
import { inspect } from 'node:util'

import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'

import { WebAPITokenRepository, type WebAPITokenRepositoryOptions } from '../../src/index.js'
import { openTelemetry } from '../../src/opentelemetry/index.js'
import { createTestToken } from '../../src/testing/index.js'
import { createDatabase, databaseKind, type TestDatabase } from '../support/databases.js'

/** What an app's SDK would export. */
function startSDK() {
  const spans = new InMemorySpanExporter()
  const points = new InMemoryMetricExporter(AggregationTemporality.DELTA)
  const reader = new PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis: 2_000_000_000 })
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }).getTracer('test')
  const meters = new MeterProvider({ readers: [reader] })
  return {
    telemetry: openTelemetry({ tracer, meter: meters.getMeter('test') }),
    spans: () => spans.getFinishedSpans(),
    /** Returns each value of an instrument, by its attributes; of a histogram, its count and sum. */
    async values(instrument: string): Promise<object[]> {
      points.reset()
      await reader.forceFlush()
      const all = points.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
      return all
        .filter(({ descriptor }) => descriptor.name === instrument)
        .flatMap(({ dataPoints }) =>
          dataPoints.map(({ attributes, value }) => {
            if (typeof value === 'number') return { ...attributes, value }
            const { count, sum } = value as { count: number; sum: number }
            return { ...attributes, count, sum }
          }),
        )
    },
    shutdown: () => meters.shutdown(),
  }
}

let db: TestDatabase | undefined
let sdk: ReturnType<typeof startSDK>
beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  db = await createDatabase(databaseKind('PGlite'))
})
beforeEach(() => {
  sdk = startSDK()
})
afterEach(() => sdk.shutdown())
afterAll(async () => {
  context.disable()
  await db?.close()
})

const prisma = () => {
  if (!db) throw new Error('The database is there while tests run')
  return db.prisma
}

const measuredTokens = (options: WebAPITokenRepositoryOptions = {}) =>
  new WebAPITokenRepository(prisma(), { telemetry: sdk.telemetry, ...options })

let users = 0
const createUser = () => prisma().user.create({ data: { username: `measured-${users++}` } })

test('authentications are counted by their result, and look-ups and notes by the statement', async () => {
  const tokens = measuredTokens()
  const user = await createUser()
  const created = await Promise.all([1, 2, 3].map(() => tokens.generateToken(user)))
  const revoked = await tokens.generateToken(user)
  await tokens.invalidateToken(revoked.token)
  await Promise.all([...created, revoked].map(({ token }) => tokens.authenticate(token)))
  await tokens.authenticate('garbage')
  await tokens.authenticate(undefined)

  const counted = await sdk.values('webapi_token.authentications')
  expect(counted).toEqual([
    { 'webapi_token.result': 'invalid', 'webapi_token.type': 'wat', value: 1 },
    { 'webapi_token.result': 'ok', 'webapi_token.type': 'wat', value: 3 },
    { 'webapi_token.result': 'malformed', value: 1 },
    { 'webapi_token.result': 'missing', value: 1 },
  ])
  await Promise.all(created.map(({ token }) => tokens.authenticate(token)))
  expect(await sdk.values('webapi_token.lookup.size')).toEqual([{ count: 1, sum: 3 }])
})

test('a statement that notes uses is counted with as many as it has noted', async () => {
  const user = await createUser()
  const tokens = measuredTokens()
  const created = await Promise.all([1, 2, 3].map(() => createTestToken(tokens, user)))
  await Promise.all(created.map(({ token }) => tokens.authenticate(token)))
  expect(await sdk.values('webapi_token.note.size')).toEqual([{ count: 1, sum: 3 }])
  expect(await sdk.values('webapi_token.cache.requests')).toEqual([])
})

test('the cache tells what it has answered', async () => {
  const tokens = measuredTokens({ cache: { store: new Map(), ttl: 60_000 }, lastUsedInterval: Infinity })
  const { token } = await tokens.generateToken(await createUser())
  for (let n = 0; n < 4; n++) await tokens.authenticate(token)
  expect(await sdk.values('webapi_token.cache.requests')).toEqual([
    { 'webapi_token.cache.hit': false, value: 1 },
    { 'webapi_token.cache.hit': true, value: 3 },
  ])
})

test('each operation is a span, which the work of the app is in', async () => {
  const active: unknown[] = []
  const isOwnerActive = () => {
    active.push(trace.getActiveSpan()?.spanContext().spanId)
    return true
  }
  const tokens = measuredTokens({ isOwnerActive })
  const user = await createUser()
  const { token, record } = await tokens.of(user).generateToken()
  await tokens.authenticate(token)
  await tokens.authenticate('garbage')
  await tokens.of(user).listTokens()
  await tokens.transaction((inside) => inside.updateToken({ id: record.id }, { note: 'x' }))
  await expect(tokens.rotateToken({ id: 2_000_000_000 })).rejects.toThrow()
  await expect(tokens.rotateToken({} as never)).rejects.toThrow(TypeError)
  for await (const batch of tokens.generateTokens([user, user, user], { batchSize: 2 })) {
    expect(batch.length).toBeGreaterThan(0)
    expect(sdk.spans().map(({ name }) => name)).not.toContain('webapi_token.generateTokens')
  }

  const spans = sdk.spans().map(({ name, attributes, status }) => [name, attributes, status.code])
  expect(spans).toEqual([
    ['webapi_token.generateToken', {}, 0],
    ['webapi_token.authenticate', { 'webapi_token.result': 'ok' }, 0],
    ['webapi_token.authenticate', { 'webapi_token.result': 'malformed' }, 0],
    ['webapi_token.listTokens', {}, 0],
    ['webapi_token.updateToken', {}, 0],
    ['webapi_token.rotateToken', { 'error.type': 'ERR_WEBAPI_TOKEN_UNKNOWN' }, 2],
    ['webapi_token.rotateToken', { 'error.type': 'TypeError' }, 2],
    ['webapi_token.generateTokens', {}, 0],
  ])
  expect(active).toEqual([sdk.spans()[1]?.spanContext().spanId])
  const durations = await sdk.values('webapi_token.operation.duration')
  expect(durations).toHaveLength(7)
  expect(durations).toContainEqual({
    'webapi_token.operation': 'authenticate',
    count: 2,
    sum: expect.any(Number),
  })
})

test('batches that are not read to the end, or fail, end their span', async () => {
  const tokens = measuredTokens()
  const user = await createUser()
  for await (const _batch of tokens.generateTokens([user, user, user], { batchSize: 1 })) break
  await expect(tokens.generateTokens([2_000_000_000]).next()).rejects.toThrow()
  expect(sdk.spans().map(({ attributes, status }) => [attributes, status.code])).toEqual([
    [{}, 0],
    [{ 'error.type': 'P2003' }, 2],
  ])
})

test('nothing has a token, a digest or an id', async () => {
  const tokens = measuredTokens({ cache: { store: new Map(), ttl: 60_000 } })
  const user = await createUser()
  const { token, record } = await tokens.generateToken(user, { note: 'secret-note' })
  await tokens.authenticate(token)
  await tokens.invalidateToken(token, { invalidReason: 'secret-reason' })
  await tokens.authenticate(token)
  await expect(tokens.rotateToken(token)).rejects.toThrow()
  const text = inspect(
    [
      sdk.spans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
      await sdk.values('webapi_token.authentications'),
      await sdk.values('webapi_token.operation.duration'),
    ],
    { depth: 10 },
  )
  expect(sdk.spans()).toHaveLength(5)
  for (const secret of [token, hash('sha256', token), 'secret', record.tokenHint]) expect(text).not.toContain(secret)
})

test('nothing happens without an SDK', async () => {
  const tokens = new WebAPITokenRepository(prisma(), { telemetry: openTelemetry() })
  const { token } = await tokens.generateToken(await createUser())
  expect(await tokens.authenticate(token)).toMatchObject({ ok: true })
})

test('what is no telemetry is refused', () => {
  expect(() => measuredTokens({ telemetry: {} as never })).toThrow(/^telemetry must have the method run/)
  expect(() => openTelemetry({ trace: {} } as never)).toThrow(/there is no option "trace"; the nearest is "tracer"/)
})
