import { conformance } from '../conformance/suite/conformance.js'

conformance('PostgreSQL by PgBouncer with named statements')
