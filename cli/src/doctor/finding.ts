export type Severity = 'error' | 'warning' | 'info'

/** The usual severity of each finding. The guide has a row for each. */
export const severities = {
  'database-unreachable': 'error',
  'database-read-only': 'error',
  'database-version': 'error',
  'client-model': 'error',
  'optional-fields-missing': 'info',
  'table-missing': 'error',
  'column-missing': 'error',
  'column-type': 'error',
  'column-nullability': 'error',
  'column-unknown': 'error',
  'column-short': 'error',
  'token-column-short': 'error',
  'token-collation': 'error',
  'text-column-short': 'warning',
  'datetime-precision': 'warning',
  'token-not-unique': 'error',
  'index-missing': 'warning',
  'index-invalid': 'warning',
  'privilege-missing': 'error',
  'migration-failed': 'error',
  'migration-pending': 'warning',
  'migration-rolled-back': 'warning',
  'migration-changed': 'warning',
  'migration-unknown': 'warning',
  'migration-provider': 'warning',
  'migrations-untracked': 'info',
  'migrations-not-compared': 'info',
  'better-sqlite3-shared-connection': 'info',
  'libsql-locked-writes': 'warning',
  'sqlite-busy-timeout': 'warning',
  'sqlite-no-wal': 'warning',
  'sqlite-foreign-keys-off': 'warning',
  'no-transactions': 'warning',
  'mysql-not-strict': 'warning',
  'galera-prepared-statements': 'error',
  'galera-no-binary-log': 'error',
  'pooler-named-statements': 'warning',
  'clock-skew': 'warning',
  'default-prefix': 'warning',
  'prefix-unknown': 'warning',
  'generator-unknown': 'warning',
  'generator-deprecated': 'warning',
  'digest-unread': 'error',
  'digest-plaintext': 'warning',
  'digest-old': 'info',
  'digest-unused': 'info',
  'digest-exposed': 'warning',
  'prune-needed': 'warning',
  'no-max-lifetime': 'info',
  'cache-without-bus': 'info',
  'owner-missing': 'warning',
  'policy-malformed': 'warning',
  'scope-undeclared': 'warning',
  'audit-table-missing': 'error',
  'check-failed': 'warning',
} as const satisfies Record<string, Severity>

export type FindingCode = keyof typeof severities

/** Something that an operator should know, and what to do about it. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: Severity
  readonly message: string
  readonly remedy: string
}

export function finding(
  code: FindingCode,
  message: string,
  remedy: string,
  severity: Severity = severities[code],
): Finding {
  return { code, severity, message, remedy }
}
