import { once } from 'node:events'

import { jest } from '@jest/globals'

import { postgresInvalidationBus, type PostgresInvalidationBus } from '../../../../src/index.js'
import { type FakeClient, FakePostgres, fatal, type Step } from '../../../support/fake-postgres.js'
import { RecordingSubscriber } from '../../../support/recording-subscriber.js'

/** Where a test waits for it. */
const short = 200
let server: FakePostgres
let subscriber: RecordingSubscriber
let bus: PostgresInvalidationBus

beforeEach(() => {
  server = new FakePostgres()
  subscriber = new RecordingSubscriber()
})
afterEach(async () => {
  jest.useRealTimers()
  server.answer = () => undefined
  await bus.close()
})

function open(heartbeatInterval = 30_000, createClient: () => FakeClient = server.createClient) {
  bus = postgresInvalidationBus({ createClient, heartbeatInterval })
  bus.subscribe(subscriber)
}

async function openListening(heartbeatInterval?: number) {
  open(heartbeatInterval)
  await subscriber.until(() => subscriber.isConnected)
}

const until = (condition: () => boolean) => subscriber.until(condition)
const refuse = (refused: Step) => (server.answer = (_client, step) => (step === refused ? fatal : undefined))
const withhold = (withheld: Step) => (server.answer = (_client, step) => (step === withheld ? false : undefined))
const heal = () => {
  server.isDeaf = server.isPooler = false
  server.answer = () => undefined
}
/** To see that nothing waits for its time any more. */
const fakeTimers = () => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] })
const messageOf = (error: unknown) => (error as Error).message

describe('connecting', () => {
  test('becomes listening once it has heard itself, not earlier', async () => {
    const answers: [Step, string[]][] = []
    server.alongWith = (_client, step) => answers.push([step, [...subscriber.calls]])
    await openListening()
    expect(answers.filter(([step]) => step !== 'end')).toStrictEqual([
      ['connect', []],
      ['listen', []],
      ['connect', []],
      ['notify', ['connected']],
    ])
    expect(subscriber.calls).toStrictEqual(['connected'])
  })

  test.each<[string, () => unknown, RegExp]>([
    ['connecting is refused', () => refuse('connect'), /administrator/],
    ['LISTEN is refused', () => refuse('listen'), /administrator/],
    ['NOTIFY is refused', () => refuse('notify'), /administrator/],
    ['there is no answer to connecting', () => withhold('connect'), /not let the invalidation bus in within 200 ms/],
    ['there is no answer to LISTEN', () => withhold('listen'), /not let the invalidation bus in within 200 ms/],
    ['there is no answer to NOTIFY', () => withhold('notify'), /not let the invalidation bus in within 200 ms/],
    ['LISTEN has no effect', () => (server.isDeaf = true), /does not hear its own messages.*PgBouncer/],
    ['a pooler forgets LISTEN', () => (server.isPooler = true), /does not hear its own messages.*PgBouncer/],
  ])('becomes lost when %s, and listening after that', async (_name, harm, error) => {
    harm()
    open(short)
    await until(() => subscriber.calls.length > 0)
    expect(subscriber.calls).toStrictEqual(['disconnected'])
    expect(messageOf(subscriber.errors[0])).toMatch(error)
    await expect(bus.publish('x')).rejects.toThrow('The invalidation bus is not connected')
    heal()
    await until(() => subscriber.isConnected)
    expect(subscriber.calls).toStrictEqual(['disconnected', 'connected'])
    // Each connection of a failed attempt, and the second one of the last attempt.
    await until(() => server.clients.every((client) => client === server.listener || client.ends > 0))
  })

  test.each<[string, () => unknown, RegExp]>([
    [
      'throws',
      () => {
        throw fatal
      },
      /administrator/,
    ],
    ['returns nothing', () => undefined, /createClient must return a new Client/],
    ['returns a promise', () => Promise.resolve(new FakePostgres().createClient()), /createClient must return/],
  ])('becomes lost when createClient %s', async (_name, createClient, error) => {
    open(undefined, createClient as () => FakeClient)
    await until(() => subscriber.calls.length > 0)
    expect(subscriber.calls).toStrictEqual(['disconnected'])
    expect(messageOf(subscriber.errors[0])).toMatch(error)
  })

  test('becomes closed, and stays so when the answer comes', async () => {
    withhold('connect')
    open()
    const publishing = bus.publish('x')
    const closing = bus.close()
    await expect(publishing).rejects.toThrow('The invalidation bus is closed')
    await closing
    expect(server.clients.map(({ ends }) => ends)).toStrictEqual([1])
    expect(subscriber.calls).toStrictEqual([])
  })
})

describe('listening', () => {
  test.each<[string, (client: FakeClient) => void]>([
    ['an error', (client) => client.emit('error', fatal)],
    ['its end', (client) => client.emit('end')],
    [
      'an error, another one and its end in one read',
      (client) => ['error', 'error', 'end'].map((e) => client.emit(e, fatal)),
    ],
    ['no heartbeat', () => (server.isDeaf = true)],
    ['no answer to its heartbeat', () => withhold('notify')],
    ['a heartbeat that is refused', () => refuse('notify')],
  ])('becomes lost by %s, once, and listening after that', async (_name, harm) => {
    await openListening(short)
    const before = subscriber.calls.length
    harm(server.listener)
    await until(() => !subscriber.isConnected)
    heal()
    await until(() => subscriber.isConnected)
    expect(subscriber.calls.slice(before)).toStrictEqual(['disconnected', 'connected'])
    expect(subscriber.errors.at(-1)).toBeInstanceOf(Error)
  })

  test('stays so while heartbeats are heard', async () => {
    await openListening(short)
    const calls = subscriber.calls.length
    const beats = () => server.notified.flat().filter((message) => message.startsWith('pulse:')).length
    server.alongWith = (_client, step) => step === 'notify' && subscriber.onMessage('a beat')
    const first = beats()
    await until(() => beats() === first + 5)
    expect(subscriber.calls).toHaveLength(calls)
  })

  test('becomes closed: says so, and makes no further attempt', async () => {
    fakeTimers()
    await openListening()
    const ends = server.listener.ends
    await Promise.all([bus.close(), bus.close()])
    expect(subscriber.calls).toStrictEqual(['connected', 'disconnected'])
    expect(subscriber.errors).toStrictEqual([undefined])
    expect(server.listener.ends).toBe(ends + 1)
    await expect(bus.publish('x')).rejects.toThrow('The invalidation bus is closed')
    server.listener.emit('error', fatal)
    expect(subscriber.calls).toHaveLength(2)
    expect(jest.getTimerCount()).toBe(0)
  })
})

describe('lost', () => {
  test('stays so without a word while attempts fail', async () => {
    await openListening()
    refuse('connect')
    server.listener.emit('error', fatal)
    const attempt = server.clients.length + 2
    await new Promise<void>((resolve) => {
      server.alongWith = () => {
        if (server.clients.length >= attempt) resolve()
      }
    })
    expect(subscriber.calls).toStrictEqual(['connected', 'disconnected'])
    heal()
    await until(() => subscriber.isConnected)
    expect(subscriber.calls).toStrictEqual(['connected', 'disconnected', 'connected'])
  })

  test('becomes closed, and makes no further attempt', async () => {
    fakeTimers()
    refuse('connect')
    open()
    await until(() => subscriber.calls.length > 0)
    expect(jest.getTimerCount()).toBeGreaterThan(0)
    await bus.close()
    expect(subscriber.calls).toStrictEqual(['disconnected'])
    expect(jest.getTimerCount()).toBe(0)
  })
})

describe('in one read', () => {
  test.each<Step>(['connect', 'listen'])('the answer to %s and the end: never listening', async (step) => {
    server.alongWith = (client, answered) => {
      if (client === server.clients[0] && answered === step) {
        client.emit('error', fatal)
        client.emit('end')
      }
    }
    open()
    await until(() => subscriber.isConnected)
    expect(subscriber.calls).toStrictEqual(['disconnected', 'connected'])
    expect(server.clients).toHaveLength(3)
  })

  test('its own message and the end: listening, then lost', async () => {
    server.alongWith = (client, step) => {
      if (client === server.clients[1] && step === 'notify') server.clients[0]?.emit('error', fatal)
    }
    open()
    await until(() => subscriber.calls.length === 3)
    expect(subscriber.calls).toStrictEqual(['connected', 'disconnected', 'connected'])
  })

  test('the end and its own message: never listening', async () => {
    server.answer = (client, step) => {
      if (client === server.clients[1] && step === 'notify') server.clients[0]?.emit('error', fatal)
      return undefined
    }
    open()
    await until(() => subscriber.isConnected)
    expect(subscriber.calls).toStrictEqual(['disconnected', 'connected'])
    expect(server.clients).toHaveLength(4)
  })
})

test('hears nothing of a connection that has been replaced', async () => {
  await openListening()
  const old = server.listener
  old.emit('error', fatal)
  await until(() => subscriber.calls.length === 3)
  old.emit('error', fatal)
  old.emit('end')
  old.emit('notification', { channel: old.channel, payload: 'late' })
  expect(subscriber.calls).toHaveLength(3)
  expect(subscriber.messages).toStrictEqual([])
})

test('hears nothing of other channels', async () => {
  await openListening()
  server.listener.emit('notification', { channel: 'other', payload: 'x' })
  server.listener.emit('notification', { channel: server.listener.channel, payload: 'y' })
  expect(subscriber.messages).toStrictEqual(['y'])
})

test('says nothing of its heartbeats, nor of those of others', async () => {
  await openListening()
  server.deliver([...server.notified.flat(), 'pulse:of another'])
  expect(subscriber.messages).toStrictEqual([])
})

test('tells a subscriber that comes late that it is listening, and not that it was', async () => {
  await openListening()
  const [late, tooLate] = [new RecordingSubscriber(), new RecordingSubscriber()]
  bus.subscribe(late)
  server.listener.emit('error', fatal)
  bus.subscribe(tooLate)
  expect([late.calls, tooLate.calls]).toStrictEqual([['connected', 'disconnected'], []])
})

test('ends every connection that it leaves, the witnesses too, by force where there is no answer', async () => {
  let destroyed = 0
  const connection = { stream: { destroy: () => subscriber.onMessage(`destroyed ${++destroyed}`) } }
  open(short, () => Object.assign(server.createClient(), { connection }))
  await until(() => subscriber.isConnected)
  const { listener } = server
  withhold('end')
  listener.emit('error', fatal)
  await until(() => destroyed > 0)
  expect(listener.ends).toBe(1)
  heal()
  await until(() => subscriber.isConnected)
  await bus.close()
  expect(server.clients.filter(({ ends }) => ends === 0)).toStrictEqual([])
})

test('lets every client go that keeps the process alive, as soon as it connects', async () => {
  const unrefs: number[] = []
  server.answer = (client, step) => {
    if (step === 'connect') unrefs.push(client.unrefs)
    return undefined
  }
  await openListening()
  expect(unrefs).toStrictEqual([1, 1])
  const [, witness] = server.clients
  if (witness) await once(witness, 'end')
  expect(server.clients.map((client) => client.unrefs)).toStrictEqual([2, 2])
})
