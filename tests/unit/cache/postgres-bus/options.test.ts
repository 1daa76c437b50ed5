import { postgresInvalidationBus, type PostgresInvalidationBusOptions } from '../../../../src/index.js'
import { FakePostgres } from '../../../support/fake-postgres.js'

const { createClient } = new FakePostgres()

test.each<[unknown, string]>([
  [undefined, 'createClient must be a function that returns a new Client of pg, not connected'],
  [{}, 'createClient must be a function that returns a new Client of pg, not connected'],
  [{ createClient: {} }, 'createClient must be a function that returns a new Client of pg, not connected'],
  [null, 'postgresInvalidationBus: the options must be a plain object'],
  [createClient, 'postgresInvalidationBus: the options must be a plain object'],
  [{ createClient, chanel: 'x' }, 'postgresInvalidationBus: there is no option "chanel"; the nearest is "channel"'],
  ...['', 'a-b', 'a"b', 'x'.repeat(64), 1, null].map((channel): [unknown, string] => [
    { createClient, channel },
    'channel must be 1 to 63 letters, digits and "_"',
  ]),
  ...[0, -1, NaN, Infinity, 2 ** 31, '5', null].map((heartbeatInterval): [unknown, string] => [
    { createClient, heartbeatInterval },
    'heartbeatInterval must be a number of milliseconds from 1 to 2147483647',
  ]),
])('is not made of %j', (options, message) => {
  expect(() => postgresInvalidationBus(options as PostgresInvalidationBusOptions)).toThrow(new TypeError(message))
})

test('takes undefined for what is left out', async () => {
  await postgresInvalidationBus({ createClient, channel: undefined, heartbeatInterval: undefined }).close()
})
