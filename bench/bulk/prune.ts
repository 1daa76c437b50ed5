// A process of its own: prunes the expired tokens of a table.
import { answer, task } from '../support/child.js'
import { connect } from '../support/database.js'
import { WebAPITokenRepository } from '../support/library.js'
import { measure } from '../support/measure.js'
import { noted, noteStatements } from '../support/statements.js'

const { url, expected } = task() as { url: string; expected: number }
const prisma = await connect(url, noted)
const statements = noteStatements(prisma)
const tokens = new WebAPITokenRepository(prisma)
// Nothing yet: the query compiler is loaded with the first query.
await tokens.pruneTokens({ expiredBefore: new Date(0) })
statements()
let count: number | undefined
const measurement = await measure(async () => ({ count } = await tokens.pruneTokens({ expiredBefore: new Date() })))
if (count !== expected) throw new Error(`${count} of ${expected} rows were deleted`)
answer({ ...measurement, ...statements() })
await prisma.$disconnect()
