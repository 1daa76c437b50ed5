import { conformance } from './suite/conformance.js'

conformance('better-sqlite3')
