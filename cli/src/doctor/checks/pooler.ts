import type { Check } from '../check.js'
import { addressOf, namesStatements } from '../../../../src/client/prisma-internals.js'
import { finding } from '../finding.js'

export const pooler: Check = {
  name: 'pooler',
  providers: ['postgresql'],
  run({ model }) {
    const address = addressOf(model.client)
    if (!address || !looksPooled(address) || !namesStatements(model.client)) return Promise.resolve([])
    return Promise.resolve([
      finding(
        'pooler-named-statements',
        'The connection seems to go through a pooler, and its statements have names, which a pooler in transaction mode loses.',
        'Let PgBouncer, 1.21 or later, keep them: max_prepared_statements above 0. Or leave out statementNameGenerator.',
      ),
    ])
  },
}

/** Checks for the port of PgBouncer, the parameter that Prisma has had for it, and the names that hosters give theirs. */
function looksPooled({ port, hostname, searchParams }: URL): boolean {
  return port === '6432' || searchParams.get('pgbouncer') === 'true' || /pooler|pgbouncer/i.test(hostname)
}
