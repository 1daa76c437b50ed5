import { describeWith, missingPostgresDatabase } from './support/databases.js'
import { describeMigrations } from './support/migrations.js'

describeWith('TEST_POSTGRES_URL', 'PostgreSQL', () => describeMigrations('postgresql', missingPostgresDatabase))
