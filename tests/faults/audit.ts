import type { Entry, Intent, Outcome } from './journal.js'

/** A row as it is after the run. */
export interface AuditedRow {
  readonly id: number
  readonly userId: number
  readonly note: string
  readonly valid: boolean
  readonly successorId: number | null
  readonly familyId: number | null
}

export interface Finding {
  readonly what:
    'lost' | 'resurrected' | 'halfDone' | 'duplicate' | 'overrun' | 'pending' | 'unhandled' | 'leak' | 'event'
  readonly detail: string
}

/** What is known of a token: `unknown` after a call that failed, which may have been stored or not. */
type Knowledge = 'valid' | 'revoked' | 'unknown'

const longestCall = 30_000

interface Call extends Intent {
  readonly outcome: Outcome | undefined
  readonly isAcknowledged: boolean
}

/** What is stored after the run. */
export interface Stored {
  readonly rows: readonly AuditedRow[]
  /** The app's own rows: a transaction adds one that is named after the call. */
  readonly usernames: ReadonlySet<string>
}

/** Compares what was acknowledged with what is stored. `limit`: how many active tokens a limited user may have. */
export function audit(entries: readonly Entry[], { rows, usernames }: Stored, limit: number): Finding[] {
  const calls = callsOf(entries)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const known = new Map<number, Knowledge>()
  const ofUser = new Map<number, number[]>()
  const findings: Finding[] = []
  for (const call of calls) {
    const all = ofUser.get(call.userId) ?? []
    const isBulk = call.verb === 'revokeAll' || call.verb === 'revokeInBatches'
    findings.push(...follow(isBulk ? { ...call, ids: all } : call, known))
    ofUser.set(call.userId, [...all, ...(call.outcome?.ids ?? [])])
  }
  for (const [id, knowledge] of known) {
    const row = byId.get(id)
    if (knowledge === 'valid' && !row?.valid)
      findings.push({ what: 'lost', detail: `token ${id}: ${JSON.stringify(row)}` })
    if (knowledge === 'revoked' && row?.valid) findings.push({ what: 'resurrected', detail: `token ${id}` })
  }
  return [
    ...findings,
    ...generated(calls, rows),
    ...torn(calls, rows, usernames),
    ...rotated(rows, byId),
    ...overruns(calls, rows, limit),
    ...incidents(entries),
  ]
}

function callsOf(entries: readonly Entry[]): Call[] {
  const outcomes = new Map(entries.flatMap((entry) => (entry.kind === 'outcome' ? [[entry.call, entry]] : [])))
  return entries.flatMap((entry) => {
    if (entry.kind !== 'intent') return []
    const outcome = outcomes.get(entry.call)
    return [{ ...entry, outcome, isAcknowledged: outcome !== undefined && outcome.error === undefined }]
  })
}

/** Learns from a call, and finds what contradicts that which was known before. */
function follow(call: Call, known: Map<number, Knowledge>): Finding[] {
  const { verb, outcome, isAcknowledged, ids = [] } = call
  if (outcome && outcome.milliseconds > longestCall) {
    return [{ what: 'pending', detail: `${call.call} ${verb}: ${outcome.milliseconds} ms` }]
  }
  const learn = (knowledge: Knowledge) => {
    for (const id of ids) if (known.get(id) !== 'revoked') known.set(id, isAcknowledged ? knowledge : 'unknown')
  }
  switch (verb) {
    case 'authenticate': {
      const [knowledge] = ids.map((id) => known.get(id))
      if (!isAcknowledged || knowledge === 'unknown' || outcome?.ok === (knowledge === 'valid')) return []
      return [{ what: knowledge === 'valid' ? 'lost' : 'resurrected', detail: `${call.call}: authenticate ${ids[0]}` }]
    }
    case 'revoke':
    case 'revokeAll':
    case 'revokeInBatches': {
      const finding = isAcknowledged ? wrongCount(call, known) : []
      learn('revoked')
      return finding
    }
    case 'rotate':
      learn('revoked')
      break
    case 'rotateUntilUse':
      // The first use of the successor, which may be noted or not, ends it.
      for (const id of ids) if (known.get(id) !== 'revoked') known.set(id, 'unknown')
  }
  if (isAcknowledged && !call.rollsBack) for (const id of outcome?.ids ?? []) known.set(id, 'valid')
  return []
}

/** An acknowledged count is that of the tokens that were valid, give or take those of which nothing is known. */
function wrongCount({ call, outcome, ids = [] }: Call, known: ReadonlyMap<number, Knowledge>): Finding[] {
  const count = outcome?.count ?? 0
  const valid = ids.filter((id) => known.get(id) === 'valid').length
  return count < valid ? [{ what: 'halfDone', detail: `${call}: ${count} of at least ${valid} tokens` }] : []
}

/** Each call that generates tokens has stored all of them, each once, or, where it was not acknowledged, perhaps none. */
function generated(calls: readonly Call[], rows: readonly AuditedRow[]): Finding[] {
  const byNote = new Map<string, number>()
  for (const { note } of rows) byNote.set(note, (byNote.get(note) ?? 0) + 1)
  return calls.flatMap(({ call, verb, size = 0, rollsBack, isAcknowledged }): Finding[] => {
    const stored = byNote.get(call) ?? 0
    const detail = `${call} ${verb}: ${stored} rows of ${size}`
    if (rollsBack) return stored > 0 ? [{ what: 'halfDone', detail }] : []
    if (stored > size) return [{ what: 'duplicate', detail }]
    if (stored === size || (stored === 0 && !isAcknowledged)) return []
    return [{ what: stored === 0 ? 'lost' : 'halfDone', detail }]
  })
}

/** A transaction stores the token and the row of the app, or neither. */
function torn(calls: readonly Call[], rows: readonly AuditedRow[], usernames: ReadonlySet<string>): Finding[] {
  const notes = new Set(rows.map(({ note }) => note))
  return calls
    .filter(({ verb, call }) => verb === 'transaction' && notes.has(call) !== usernames.has(call))
    .map(({ call }) => ({ what: 'halfDone', detail: `transaction ${call} has stored one of two rows` }))
}

/** A token has one successor, which exists, and a family has one living end. */
function rotated(rows: readonly AuditedRow[], byId: ReadonlyMap<number, AuditedRow>): Finding[] {
  const ends = new Map<number, number>()
  for (const { familyId, successorId, valid } of rows) {
    if (familyId !== null && successorId === null && valid) ends.set(familyId, (ends.get(familyId) ?? 0) + 1)
  }
  const halves = rows.filter(({ successorId }) => successorId !== null && !byId.has(successorId))
  return [
    ...halves.map(({ id }): Finding => ({ what: 'halfDone', detail: `token ${id} has no such successor` })),
    ...[...ends]
      .filter(([, count]) => count > 1)
      .map(([family, count]): Finding => ({ what: 'halfDone', detail: `family ${family} has ${count} living ends` })),
  ]
}

function overruns(calls: readonly Call[], rows: readonly AuditedRow[], limit: number): Finding[] {
  const limited = new Set(calls.filter(({ verb }) => verb === 'generateWithinLimit').map(({ userId }) => userId))
  return [...limited].flatMap((userId): Finding[] => {
    const active = rows.filter((row) => row.userId === userId && row.valid).length
    return active > limit ? [{ what: 'overrun', detail: `user ${userId} has ${active} active tokens` }] : []
  })
}

function incidents(entries: readonly Entry[]): Finding[] {
  const kinds = { leak: 'leak', unhandled: 'unhandled', eventOfRollback: 'event' } as const
  return entries.flatMap((entry): Finding[] =>
    entry.kind === 'incident' && entry.what !== 'driver' ? [{ what: kinds[entry.what], detail: entry.detail }] : [],
  )
}
