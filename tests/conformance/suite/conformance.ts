import { createDatabase, databaseKind, type TestDatabase } from '../../support/databases.js'
import { describeUnless } from '../../support/describe-unless.js'
import { appModels } from './app-models.js'
import { audit } from './audit.js'
import { authentication } from './authentication.js'
import { bulkProcesses } from './bulk-processes.js'
import { busy } from './busy.js'
import { cache } from './cache.js'
import { cacheIds } from './cache-ids.js'
import { concurrency } from './concurrency.js'
import { type SuiteContext, Texts } from './context.js'
import { events } from './events.js'
import { extension } from './extension.js'
import { families } from './families.js'
import { generateMany } from './generate-many.js'
import { generation } from './generation.js'
import { invalidation } from './invalidation.js'
import { invalidationBatches } from './invalidation-batches.js'
import { isolation } from './isolation.js'
import { kinds } from './kinds.js'
import { leaks } from './leaks.js'
import { limit } from './limit.js'
import { limiter } from './limiter.js'
import { listing } from './listing.js'
import { listingMicroseconds } from './listing-microseconds.js'
import { misuse } from './misuse.js'
import { owners } from './owners.js'
import { parents } from './parents.js'
import { policy } from './policy.js'
import { projections } from './projections.js'
import { pruning } from './pruning.js'
import { queryCounts } from './query-counts.js'
import { redigest } from './redigest.js'
import { replicas } from './replicas.js'
import { reuse } from './reuse.js'
import { revocationRace } from './revocation-race.js'
import { rotation } from './rotation.js'
import { rotationProcesses } from './rotation-processes.js'
import { rotationRevocation } from './rotation-revocation.js'
import { safeDefaults } from './safe-defaults.js'
import { scopes } from './scopes.js'
import { secrecy } from './secrecy.js'
import { sharedInsertions } from './shared-insertions.js'
import { sharedInvalidations } from './shared-invalidations.js'
import { sharedUses } from './shared-uses.js'
import { testing } from './testing.js'
import { transactionTurns } from './transaction-turns.js'
import { transactions } from './transactions.js'
import { update } from './update.js'
import { updateExpiry } from './update-expiry.js'
import { withClient } from './with-client.js'

/** What must hold on every database. */
export function conformance(name: string): void {
  const kind = databaseKind(name)
  describeUnless(kind.missing, `on ${name}`, () => {
    let db: TestDatabase | undefined
    const context: SuiteContext = {
      get db() {
        if (!db) throw new Error('The database is there while tests run')
        return db
      },
      plaintexts: [],
      observed: new Texts(),
    }
    beforeAll(async () => {
      db = await createDatabase(kind)
    })
    afterAll(() => db?.close())

    generation(context)
    transactions(context)
    scopes(context, kind)
    kinds(context)
    parents(context)
    redigest(context)
    safeDefaults(context)
    audit(context)
    limiter(context)
    leaks(context)
    sharedUses(context, kind)
    sharedInsertions(context)
    sharedInvalidations(context, kind)
    transactionTurns(context)
    invalidation(context)
    update(context)
    updateExpiry(context)
    misuse(context)
    authentication(context)
    cache(context)
    withClient(context)
    cacheIds(context)
    projections(context)
    events(context)
    appModels(context)
    extension(context)
    testing(context)
    listing(context)
    listingMicroseconds(context)
    policy(context)
    pruning(context)
    invalidationBatches(context)
    bulkProcesses(context, kind)
    concurrency(context, kind)
    busy(context, kind)
    queryCounts(context)
    revocationRace(context, kind)
    rotation(context, kind)
    reuse(context)
    rotationRevocation(context)
    rotationProcesses(context, kind)
    generateMany(context)
    limit(context, kind)
    isolation(context, kind)
    replicas(context)
    owners(context, kind)
    // Last: they look at all that the others have left behind.
    families(context)
    secrecy(context)
  })
}
