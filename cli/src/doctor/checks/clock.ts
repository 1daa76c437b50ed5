import type { Check, DoctorContext } from '../check.js'
import { finding } from '../finding.js'

const second = 1_000
const measurements = 3

const statements = {
  postgresql: 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
  mysql: 'SELECT UNIX_TIMESTAMP(SYSDATE(6)) * 1000 AS now',
}

export const clock: Check = {
  name: 'clock',
  // SQLite has the clock of this process.
  providers: ['postgresql', 'mysql'],
  async run(context) {
    const statement = statements[context.provider === 'mysql' ? 'mysql' : 'postgresql']
    let best = { ahead: 0, uncertainty: Infinity }
    for (let done = 0; done < measurements; done++) {
      const measured = await measure(context, statement)
      if (measured.uncertainty < best.uncertainty) best = measured
    }
    const skew = Math.abs(best.ahead) - best.uncertainty
    if (skew <= second) return []
    const direction = best.ahead > 0 ? 'ahead of' : 'behind'
    const message = `The clock of this process is ${(Math.abs(best.ahead) / second).toFixed(1)} s ${direction} that of the database: tokens expire, and caches forget, at other times than elsewhere.`
    const remedy = 'Synchronise both hosts by NTP, or correct the option clock of the repository.'
    return [finding('clock-skew', message, remedy, skew > 30 * second ? 'error' : 'warning')]
  },
}

/** Returns how far the repository's clock is ahead. The database has read its own at some time of the round trip. */
async function measure({ query, settings }: DoctorContext, statement: string) {
  const start = performance.now()
  const sent = settings.clock().getTime()
  const [row] = await query(statement)
  const half = (performance.now() - start) / 2
  return { ahead: sent + half - Number(row?.now), uncertainty: half }
}
