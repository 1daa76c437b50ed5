import { describePostgresql, missingPostgresDatabase } from './support/databases.js'
import { describeMigrations } from './support/migrations.js'

describePostgresql('PostgreSQL', () => describeMigrations('postgresql', missingPostgresDatabase))
