import type { Provider } from '../../../tests/support/databases.js'
import type { FindingCode } from '../../src/doctor/finding.js'
import type { Alteration } from './doctor-table-copy.js'

export interface Defect extends Partial<Record<Provider, Alteration>> {
  readonly name: string
  readonly code: FindingCode
  /** What the message says of it. */
  readonly says: RegExp
}

const alter = (...changes: readonly string[]): Alteration => ({
  statements: changes.map((change) => `ALTER TABLE webapi_token ${change}`),
})
const run = (...statements: readonly string[]): Alteration => ({ statements })
const replace = (...replacements: readonly (readonly [string, string])[]): Alteration => ({ replace: replacements })

/** PostgreSQL names the indexes of a copy itself. */
const tokenIndex = 'webapi_token_token_idx'

/** Each is the only defect of its table. */
export const defects: readonly Defect[] = [
  {
    name: 'no table',
    code: 'table-missing',
    says: /no table .*webapi_token/,
    sqlite: run('DROP TABLE webapi_token'),
    postgresql: run('DROP TABLE webapi_token'),
    mysql: run('DROP TABLE webapi_token'),
  },
  {
    name: 'no column',
    code: 'column-missing',
    says: /no column note/,
    sqlite: alter('DROP COLUMN note'),
    postgresql: alter('DROP COLUMN note'),
    mysql: alter('DROP COLUMN note'),
  },
  {
    name: 'a column of another type',
    code: 'column-type',
    says: /last_used is of the type (?:blob|text|varchar).*DateTime/,
    sqlite: replace(['"last_used" DATETIME', '"last_used" BLOB']),
    postgresql: alter('ALTER last_used TYPE text'),
    mysql: alter('MODIFY last_used VARCHAR(40) NULL'),
  },
  {
    name: 'a column that cannot be null',
    code: 'column-nullability',
    says: /last_used is NOT NULL/,
    sqlite: replace(['"last_used" DATETIME', '"last_used" DATETIME NOT NULL']),
    postgresql: alter('ALTER last_used SET NOT NULL'),
    mysql: alter('MODIFY last_used DATETIME(3) NOT NULL'),
  },
  {
    name: 'a column that can be null',
    code: 'column-nullability',
    says: /token_hint may be null/,
    sqlite: replace(['"token_hint" TEXT NOT NULL DEFAULT \'\'', '"token_hint" TEXT DEFAULT \'\'']),
    postgresql: alter('ALTER token_hint DROP NOT NULL'),
    mysql: alter("MODIFY token_hint VARCHAR(191) NULL DEFAULT ''"),
  },
  {
    name: 'a column that the client does not know',
    code: 'column-unknown',
    says: /region needs a value/,
    sqlite: replace(['"token" TEXT NOT NULL', '"token" TEXT NOT NULL, "region" TEXT NOT NULL']),
    postgresql: alter('ADD region text NOT NULL'),
    mysql: alter('ADD region VARCHAR(20) NOT NULL'),
  },
  {
    name: 'no unique index',
    code: 'token-not-unique',
    says: /every row\. Two/,
    sqlite: run('DROP INDEX webapi_token_token_key'),
    postgresql: run(`DROP INDEX ${tokenIndex}`),
    mysql: alter('DROP INDEX webapi_token_token_key'),
  },
  {
    name: 'an index that is not unique',
    code: 'token-not-unique',
    says: /is not unique/,
    sqlite: replace(['CREATE UNIQUE INDEX "webapi_token_token_key"', 'CREATE INDEX "webapi_token_token_key"']),
    postgresql: run(`DROP INDEX ${tokenIndex}`, `CREATE INDEX ${tokenIndex} ON webapi_token (token)`),
    mysql: alter('DROP INDEX webapi_token_token_key', 'ADD INDEX webapi_token_token_key (token)'),
  },
  {
    name: 'a unique index of some rows',
    code: 'token-not-unique',
    says: /is partial/,
    sqlite: run(
      'DROP INDEX webapi_token_token_key',
      'CREATE UNIQUE INDEX webapi_token_token_key ON webapi_token (token) WHERE valid',
    ),
    postgresql: run(
      `DROP INDEX ${tokenIndex}`,
      `CREATE UNIQUE INDEX ${tokenIndex} ON webapi_token (token) WHERE valid`,
    ),
  },
  {
    name: 'a unique index of the first characters',
    code: 'token-not-unique',
    says: /No unique index/,
    mysql: alter('DROP INDEX webapi_token_token_key', 'ADD UNIQUE INDEX webapi_token_token_key (token(20))'),
  },
  {
    name: 'a unique index of an expression',
    code: 'token-not-unique',
    says: /No unique index/,
    sqlite: run(
      'DROP INDEX webapi_token_token_key',
      'CREATE UNIQUE INDEX webapi_token_token_key ON webapi_token (lower(token))',
    ),
    postgresql: run(`DROP INDEX ${tokenIndex}`, `CREATE UNIQUE INDEX ${tokenIndex} ON webapi_token (lower(token))`),
  },
  {
    name: 'a unique constraint that is checked at the end',
    code: 'token-not-unique',
    says: /is deferrable/,
    postgresql: run(`DROP INDEX ${tokenIndex}`, 'ALTER TABLE webapi_token ADD UNIQUE (token) DEFERRABLE'),
  },
  {
    name: 'an index that was not built',
    code: 'index-invalid',
    says: /spare is not valid/,
    postgresql: run(
      'CREATE INDEX spare ON webapi_token (note)',
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'spare'::regclass`,
    ),
  },
  {
    name: 'a collation that ignores case',
    code: 'token-collation',
    says: /NOCASE|utf8mb4_unicode_ci/,
    sqlite: replace(['"token" TEXT NOT NULL', '"token" TEXT COLLATE NOCASE NOT NULL']),
    mysql: alter('MODIFY token VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL'),
  },
  {
    name: 'a token column that is too short',
    code: 'token-column-short',
    says: /holds 70 characters, but the digest sha256 stores 71/,
    postgresql: alter('ALTER token TYPE varchar(70)'),
    mysql: alter('MODIFY token VARCHAR(70) CHARACTER SET ascii COLLATE ascii_bin NOT NULL'),
  },
  {
    name: 'a column of the generators that is too short',
    code: 'column-short',
    says: /token_generator_id holds 14 characters, but 15/,
    postgresql: alter('ALTER token_generator_id TYPE varchar(14)'),
    mysql: alter('MODIFY token_generator_id VARCHAR(14) NOT NULL'),
  },
  {
    name: 'a short column for the note',
    code: 'text-column-short',
    says: /note holds 191 characters/,
    postgresql: alter('ALTER note TYPE varchar(191)'),
    mysql: alter('MODIFY note VARCHAR(191) NOT NULL'),
  },
  {
    name: 'dates without milliseconds',
    code: 'datetime-precision',
    says: /last_used, expires\./,
    postgresql: alter('ALTER last_used TYPE timestamp(0)', 'ALTER expires TYPE timestamp(2)'),
    mysql: alter('MODIFY last_used DATETIME NULL', 'MODIFY expires DATETIME(2) NULL'),
  },
]
