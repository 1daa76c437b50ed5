import { audit, type AuditedRow } from '../../faults/audit.js'
import type { Entry, Intent, Outcome } from '../../faults/journal.js'

let calls = 0

function call(verb: Intent['verb'], intent: Partial<Intent>, outcome?: Partial<Outcome>): Entry[] {
  const name = `call-${++calls}`
  return [
    { kind: 'intent', call: name, verb, userId: 1, ...intent },
    ...(outcome ? [{ kind: 'outcome', call: name, milliseconds: 5, ...outcome } as const] : []),
  ]
}

const nameOf = (entries: Entry[]) => (entries[0] as Intent).call
const row = (id: number, changes: Partial<AuditedRow> = {}): AuditedRow => ({
  id,
  userId: 1,
  note: '',
  valid: true,
  successorId: null,
  familyId: null,
  ...changes,
})
const found = (entries: Entry[], rows: AuditedRow[], usernames: string[] = []) =>
  audit(entries, { rows, usernames: new Set(usernames) }, 2).map(({ what }) => what)

test('finds nothing where everything acknowledged is stored', () => {
  const generated = call('generate', { size: 1 }, { ids: [1] })
  const transaction = call('transaction', { size: 1 }, { ids: [2] })
  const rows = [row(1, { note: nameOf(generated), valid: false }), row(2, { note: nameOf(transaction) })]
  const entries = [...generated, ...transaction, ...call('revoke', { ids: [1] }, { count: 1 })]
  expect(found(entries, rows, [nameOf(transaction)])).toEqual([])
})

test('finds a token that is gone, or invalid though nobody has revoked it', () => {
  const generated = call('generate', { size: 1 }, { ids: [1] })
  expect(found(generated, [])).toEqual(['lost', 'lost'])
  expect(found(generated, [row(1, { note: nameOf(generated), valid: false })])).toEqual(['lost'])
})

test('finds a token that is valid again', () => {
  const generated = call('generate', { size: 1 }, { ids: [1] })
  const rows = [row(1, { note: nameOf(generated) })]
  expect(found([...generated, ...call('revoke', { ids: [1] }, { count: 1 })], rows)).toEqual(['resurrected'])
  expect(found([...generated, ...call('revokeAll', {}, { count: 1 })], rows)).toEqual(['resurrected'])
  expect(found([...generated, ...call('rotate', { ids: [1] }, { ids: [] })], rows)).toContain('resurrected')
})

test('expects nothing of a call that was not acknowledged', () => {
  const generated = call('generate', { size: 1 }, { ids: [1] })
  for (const outcome of [{ error: 'P1001' }, undefined]) {
    const entries = [...generated, ...call('revoke', { ids: [1] }, outcome), ...call('generate', { size: 1 }, outcome)]
    for (const valid of [true, false]) expect(found(entries, [row(1, { note: nameOf(generated), valid })])).toEqual([])
  }
})

test('finds an authentication that was wrong', () => {
  const generated = call('generate', { size: 1 }, { ids: [1] })
  const rows = [row(1, { note: nameOf(generated), valid: false })]
  const revoked = call('revoke', { ids: [1] }, { count: 1 })
  const authenticated = (ok: boolean) => call('authenticate', { ids: [1] }, { ok })
  expect(found([...generated, ...authenticated(true), ...revoked, ...authenticated(false)], rows)).toEqual([])
  expect(found([...generated, ...authenticated(false), ...revoked], rows)).toEqual(['lost'])
  expect(found([...generated, ...revoked, ...authenticated(true)], rows)).toEqual(['resurrected'])
})

test('finds half of a batch, twice the token, and what was rolled back', () => {
  const failed = call('generateMany', { size: 3 }, { error: 'P1001' })
  expect(found(failed, [])).toEqual([])
  expect(found(failed, [row(1, { note: nameOf(failed) })])).toEqual(['halfDone'])
  const twice = call('generate', { size: 1 }, { ids: [1] })
  expect(found(twice, [row(1, { note: nameOf(twice) }), row(2, { note: nameOf(twice) })])).toEqual(['duplicate'])
  const rolledBack = call('transaction', { size: 1, rollsBack: true }, { ids: [] })
  expect(found(rolledBack, [])).toEqual([])
  expect(found(rolledBack, [row(1, { note: nameOf(rolledBack) })], [nameOf(rolledBack)])).toEqual(['halfDone'])
})

test("finds a transaction of which the app's row is missing", () => {
  const transaction = call('transaction', { size: 1 }, { error: 'P1001' })
  expect(found(transaction, [row(1, { note: nameOf(transaction) })])).toEqual(['halfDone'])
})

test('finds a half rotation, and two living ends of a family', () => {
  expect(found([], [row(1, { successorId: 2, familyId: 1 })])).toEqual(['halfDone'])
  expect(found([], [row(1, { familyId: 1 }), row(2, { familyId: 1 })])).toEqual(['halfDone'])
  expect(found([], [row(1, { familyId: 1, valid: false, successorId: 2 }), row(2, { familyId: 1 })])).toEqual([])
})

test('finds a count that is too low, a limit that was overrun, and a call that took too long', () => {
  const many = call('generateMany', { size: 2 }, { ids: [1, 2] })
  const rows = [1, 2].map((id) => row(id, { note: nameOf(many), valid: false }))
  expect(found([...many, ...call('revokeAll', {}, { count: 1 })], rows)).toEqual(['halfDone'])
  const limited = call('generateWithinLimit', { size: 1, userId: 9 }, { error: 'ERR_WEBAPI_TOKEN_LIMIT_REACHED' })
  const active = [1, 2, 3].map((id) => row(id, { userId: 9 }))
  expect(found(limited, active.slice(1))).toEqual([])
  expect(found(limited, active)).toEqual(['overrun'])
  expect(found(call('list', {}, { milliseconds: 31_000 }), [])).toEqual(['pending'])
})

test('passes on what the processes have seen, but for what the drivers do', () => {
  const incident = (what: 'leak' | 'unhandled' | 'driver' | 'eventOfRollback') =>
    ({ kind: 'incident', what, detail: '' }) as const
  expect(found([incident('leak'), incident('unhandled'), incident('driver'), incident('eventOfRollback')], [])).toEqual(
    ['leak', 'unhandled', 'event'],
  )
})
