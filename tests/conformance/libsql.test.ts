import { conformance } from './suite/conformance.js'

conformance('libSQL')
