import { once } from 'node:events'

import { jest } from '@jest/globals'

import { postgresInvalidationBus, type PostgresInvalidationBus } from '../../../../src/index.js'
import { FakePostgres, fatal } from '../../../support/fake-postgres.js'
import { RecordingSubscriber } from '../../../support/recording-subscriber.js'

const everything = ''
let server: FakePostgres
let subscriber: RecordingSubscriber
let bus: PostgresInvalidationBus

function open(heartbeatInterval = 30_000) {
  server = new FakePostgres()
  subscriber = new RecordingSubscriber()
  bus = postgresInvalidationBus({ createClient: server.createClient, heartbeatInterval })
  bus.subscribe(subscriber)
}

beforeEach(() => {
  open()
})
afterEach(async () => {
  jest.useRealTimers()
  server.answer = () => undefined
  await bus.close()
})

/** To see that nothing waits for its time any more. */
async function openWithFakeTimers() {
  await bus.close()
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] })
  open()
  await connected()
}

const until = (condition: () => boolean) => subscriber.until(condition)
const connected = () => until(() => subscriber.isConnected)
const refuseOnly = (message: string) =>
  (server.answer = (_client, step, messages) => (step === 'notify' && messages.includes(message) ? fatal : undefined))

test('waits for the first connection', async () => {
  await bus.publish('x')
  expect(subscriber.calls).toStrictEqual(['connected'])
  expect(server.published).toStrictEqual(['x'])
  expect(subscriber.messages).toStrictEqual(['x'])
})

test('fails with the first connection, and does not wait for the next one', async () => {
  server.answer = (_client, step) => (step === 'connect' ? fatal : undefined)
  await expect(bus.publish('x')).rejects.toMatchObject({ cause: fatal })
  expect(subscriber.calls).toStrictEqual(['disconnected'])
  await expect(bus.publish('y')).rejects.toMatchObject({ cause: fatal })
})

test('sends nothing on a connection that has not heard itself', async () => {
  await bus.close()
  open(200)
  server.isDeaf = true
  const publishing = expect(bus.publish('x')).rejects.toThrow()
  await until(() => subscriber.calls.length > 0)
  await publishing
  expect(server.published).toStrictEqual([])
  expect(server.clients.map(({ mostRunning }) => mostRunning)).toStrictEqual([1, 1])
})

test('makes up for what it could not send while it was lost with one message about everything', async () => {
  await connected()
  server.listener.emit('error', fatal)
  await expect(bus.publish('x')).rejects.toThrow()
  await expect(bus.publish('y')).rejects.toThrow()
  await until(() => subscriber.messages.length > 0)
  expect(server.published).toStrictEqual([everything])
})

test('makes up for what failed while the connection stayed up, on the same connection', async () => {
  await connected()
  refuseOnly('x')
  await expect(bus.publish('x')).rejects.toBe(fatal)
  await until(() => subscriber.messages.includes(everything))
  expect(server.clients).toHaveLength(2)
  expect(server.published).toStrictEqual([everything])
})

test('tries again to make up for it until that has worked', async () => {
  await connected()
  let refusals = 0
  server.answer = (_client, step, messages) =>
    step === 'notify' && (messages.includes('x') || (messages.includes(everything) && ++refusals < 3))
      ? fatal
      : undefined
  await expect(bus.publish('x')).rejects.toBe(fatal)
  await until(() => subscriber.messages.includes(everything))
  expect(refusals).toBe(3)
  expect(server.published).toStrictEqual([everything])
})

test('makes up once more for what fails while it is making up', async () => {
  await connected()
  refuseOnly('x')
  await expect(bus.publish('x')).rejects.toBe(fatal)
  let second: Promise<unknown> | undefined
  server.alongWith = (client, step) => {
    if (step !== 'notify' || second || !server.published.includes(everything)) return
    // Others have been told of everything, but the answer is still on its way when the connection goes.
    client.emit('error', fatal)
    second = expect(bus.publish('y')).rejects.toThrow('not connected')
  }
  await until(() => subscriber.messages.filter((message) => message === everything).length === 2)
  await second
})

test('has made up for everything that failed before it began, once', async () => {
  await openWithFakeTimers()
  refuseOnly('x')
  await Promise.allSettled([bus.publish('x'), bus.publish('x')])
  expect(jest.getTimerCount()).toBe(2)
  jest.advanceTimersByTime(100)
  await until(() => subscriber.messages.includes(everything))
  server.answer = () => undefined
  await bus.publish('z')
  // That of the heartbeat.
  expect(jest.getTimerCount()).toBe(1)
  expect(server.published).toStrictEqual([everything, 'z'])
})

test('sends one statement at a time, with all that has come meanwhile, in order', async () => {
  await connected()
  const messages = Array.from({ length: 50 }, (_, index) => `message ${index}`)
  await Promise.all(messages.map((message) => bus.publish(message)))
  expect(server.listener.mostRunning).toBe(1)
  const sent = server.notified.filter((batch) => batch.some((message) => message.startsWith('message')))
  expect(sent.map(({ length }) => length)).toStrictEqual([1, 49])
  expect(subscriber.messages).toStrictEqual(messages)
})

test('does not wait longer than its connection for answers', async () => {
  await bus.close()
  open(200)
  await connected()
  server.answer = (_client, step) => (step === 'notify' ? false : undefined)
  const failures = Promise.allSettled([bus.publish('x'), bus.publish('y')])
  await until(() => !subscriber.isConnected)
  expect((await failures).map(({ status }) => status)).toStrictEqual(['rejected', 'rejected'])
})

test('publishes before it closes what was on its way, and what it has not made up for', async () => {
  await connected()
  refuseOnly('x')
  await expect(bus.publish('x')).rejects.toBe(fatal)
  const publishing = bus.publish('y')
  await bus.close()
  await publishing
  expect(server.published).toStrictEqual(['y', everything])
})

test('owes nothing any more when it is closed', async () => {
  await openWithFakeTimers()
  await bus.close()
  await expect(bus.publish('x')).rejects.toThrow('closed')
  expect(jest.getTimerCount()).toBe(0)
  expect(server.published).toStrictEqual([])
})

test('closes where there are no answers, after two seconds', async () => {
  await openWithFakeTimers()
  server.answer = () => false
  const publishing = expect(bus.publish('x')).rejects.toThrow('closed')
  const closing = bus.close()
  for (let second = 0; second < 2; second++) await jest.advanceTimersByTimeAsync(1_000)
  await closing
  await publishing
})

test('an error is no surprise after the end', async () => {
  await connected()
  await bus.close()
  const ended = once(server.listener, 'error')
  server.listener.emit('error', fatal)
  await ended
})
