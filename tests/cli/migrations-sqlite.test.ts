import { missingSqliteDatabase } from './support/databases.js'
import { describeMigrations } from './support/migrations.js'

describe('SQLite', () => describeMigrations('sqlite', missingSqliteDatabase))
