import { readReplicas } from '@prisma/extension-read-replicas'

import { WebAPITokenRepository, webAPITokens, type WebAPITokenRepositoryOptions } from '../../src/index.js'
import type { TestClient } from '../support/databases.js'
import type { ReplicatedDatabase } from '../support/streaming-replica.js'

export type Tokens = WebAPITokenRepository<TestClient>
type Options = WebAPITokenRepositoryOptions

/** A way to the verbs beside the replicas' extension. */
export interface Way {
  readonly way: string
  readonly open: (database: ReplicatedDatabase, options?: Options) => Tokens
}

/** An app's client: reads go to the replica. */
export function withReplicas({ db, replica }: ReplicatedDatabase, client: TestClient = db.prisma): TestClient {
  return client.$extends(readReplicas({ replicas: [replica as never] })) as unknown as TestClient
}

function withVerbs(client: TestClient, options?: Options): TestClient {
  return client.$extends(webAPITokens(options)) as unknown as TestClient
}

export const repositoryWay: Way = {
  way: 'a repository',
  open: (database, options) => new WebAPITokenRepository(withReplicas(database), options),
}

export const ways: readonly Way[] = [
  repositoryWay,
  {
    way: 'the extension after that of the replicas',
    open: (database, options) => withVerbs(withReplicas(database), options).webAPIToken as unknown as Tokens,
  },
  {
    way: 'the extension before that of the replicas',
    open: (database, options) =>
      withReplicas(database, withVerbs(database.db.prisma, options)).webAPIToken as unknown as Tokens,
  },
]
