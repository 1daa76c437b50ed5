// `npm run test:faults`: processes of an app call every verb while connections, processes and servers are killed, locks held and
// answers lost. Afterwards, what was acknowledged is compared with what is stored.
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { isDriverError } from './driver-errors.js'
import { kindOf, kinds } from './kinds.js'
import { type Report, run } from './run.js'
import { missing } from './target.js'

// The suite's own connections go down with the servers that it kills.
process.on('uncaughtException', (error) => {
  if (isDriverError(error)) return
  console.error(error)
  process.exit(1)
})

const { values } = parseArgs({
  options: {
    database: { type: 'string', multiple: true, default: kinds.map(({ name }) => name) },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    operations: { type: 'string' },
    seconds: { type: 'string' },
    long: { type: 'boolean', default: false },
  },
})
const options = {
  seed: wholeNumber('seed', values.seed),
  operations: wholeNumber('operations', values.operations ?? (values.long ? '10000' : '3000')),
  seconds: wholeNumber('seconds', values.seconds ?? (values.long ? '3600' : '40')),
}
const selected = values.database.map(kindOf)

let hasFailed = false
console.log(`Seed: ${options.seed}`)
for (const kind of selected) {
  const reason = missing(kind)
  if (reason) {
    console.log(`${kind.name}: skipped, ${reason}`)
    hasFailed ||= process.env.REQUIRE_ALL_DATABASES === '1'
    continue
  }
  const report = await run(kind, options)
  const { findings, folder, ...figures } = report
  console.log(`${kind.name}: ${findings.length} findings`, figures)
  for (const { what, detail } of findings.slice(0, 20)) console.error(`  ${what}: ${detail}`)
  if (findings.length > 0) console.error(`  The journals are kept: ${folder}`)
  hasFailed ||= findings.length > 0
  if (values.long) keep(report)
}
process.exit(hasFailed ? 1 : 0)

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`--${name} must be a whole number`)
  return value
}

function keep({ folder: _, ...report }: Report): void {
  const results = new URL('results/', import.meta.url)
  mkdirSync(results, { recursive: true })
  const date = new Date().toISOString().slice(0, 10)
  const name = `${date}-${report.database.toLowerCase().replaceAll(' ', '-')}.json`
  writeFileSync(new URL(name, results), `${JSON.stringify(report, null, 2)}\n`)
}
