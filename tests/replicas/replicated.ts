import { randomBytes } from 'node:crypto'

import { describeUnless } from '../support/describe-unless.js'
import { createReplicatedDatabase, replicaMissing, type ReplicatedDatabase } from '../support/streaming-replica.js'

/** Describes tests on a primary and a streaming replica of the test file's own. Each test begins with a replica that keeps up. */
export function describeReplicated(name: string, tests: (database: () => ReplicatedDatabase) => void): void {
  describeUnless(replicaMissing, name, () => {
    let database: ReplicatedDatabase
    beforeAll(async () => {
      database = await createReplicatedDatabase()
    })
    afterEach(() => database.resumeReplay())
    afterAll(() => database.close())
    tests(() => database)
  })
}

export function createUser({ db }: ReplicatedDatabase) {
  return db.prisma.user.create({ data: { username: randomBytes(8).toString('hex'), password: '' } })
}
