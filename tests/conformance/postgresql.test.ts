import { conformance } from './suite/conformance.js'

conformance('PostgreSQL')
