import { Exit } from '../src/exit.js'
import { durationOption, futureOption, pastOption } from '../src/options/dates.js'

const now = new Date('2026-03-01T00:00:00Z')

test.each([
  ['90s', '2026-03-01T00:01:30Z', '2026-02-28T23:58:30Z'],
  ['30m', '2026-03-01T00:30:00Z', '2026-02-28T23:30:00Z'],
  ['12h', '2026-03-01T12:00:00Z', '2026-02-28T12:00:00Z'],
  ['1d', '2026-03-02T00:00:00Z', '2026-02-28T00:00:00Z'],
  ['2w', '2026-03-15T00:00:00Z', '2026-02-15T00:00:00Z'],
  ['2026-01-31', '2026-01-31T00:00:00Z', '2026-01-31T00:00:00Z'],
  ['2026-01-31T12:00Z', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00Z'],
  ['2026-01-31T12:00:00.5+02:00', '2026-01-31T10:00:00.500Z', '2026-01-31T10:00:00.500Z'],
  ['2024-02-29', '2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
])('%s is a duration from now, or a date', (text, future, past) => {
  expect(futureOption('--expires', text, now)).toEqual(new Date(future))
  expect(pastOption('--before', text, now)).toEqual(new Date(past))
})

test.each([
  '',
  '90',
  'd',
  '-1d',
  '1.5d',
  '1y',
  '2026',
  '2026-02-30',
  '2026-13-01',
  '2026-01-31T12:00',
  '2026-01-31T25:00Z',
  '999999999w',
])('"%s" is neither', (text) => {
  expect(() => futureOption('--expires', text, now)).toThrow(Exit)
  expect(() => futureOption('--expires', text, now)).toThrow(/^--expires: /)
})

test('a date is no duration', () => {
  expect(durationOption('--grace-period', '24h')).toBe(86_400_000)
  expect(() => durationOption('--grace-period', '2026-01-31')).toThrow(/^--grace-period: /)
})
