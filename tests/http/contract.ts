import { databaseKind, createDatabase, type TestDatabase } from '../support/databases.js'
import { refusals } from './refusals.js'
import { load } from './load.js'
import { settings } from './settings.js'
import { type Service, type ServiceTokens, serviceTokens } from './service.js'

/** What the parts of the contract work with. */
export interface ContractContext {
  readonly db: TestDatabase
  readonly tokens: ServiceTokens
  readonly url: string
  /** Whether a parser of the framework's reads, and refuses, bodies before the routes do. */
  readonly parsesFirst: boolean
  /** Whether the framework answers methods for which there is no handler. */
  readonly answersMethods: boolean
}

/**
 * What a server of each framework must do, on a port of its own: `/projects` needs the scope `projects:read`, `/either` takes a
 * session as well, `/settings/tokens` has the routes of an owner, and `/oauth/revoke` is RFC 7009's.
 */
export function contract(
  name: string,
  start: (tokens: ServiceTokens) => Promise<Service>,
  { parsesFirst = false, answersMethods = false } = {},
): void {
  describe(name, () => {
    let db: TestDatabase | undefined
    let tokens: ServiceTokens | undefined
    let service: Service | undefined
    const there = <T>(value: T | undefined): T => {
      if (value === undefined) throw new Error('It is there while tests run')
      return value
    }
    const context: ContractContext = {
      get db() {
        return there(db)
      },
      get tokens() {
        return there(tokens)
      },
      get url() {
        return there(service).url
      },
      parsesFirst,
      answersMethods,
    }
    beforeAll(async () => {
      db = await createDatabase(databaseKind('better-sqlite3'))
      tokens = serviceTokens(db)
      service = await start(tokens)
    })
    afterAll(async () => {
      await service?.close()
      await db?.close()
    })

    refusals(context)
    settings(context)
    load(context)
  })
}
