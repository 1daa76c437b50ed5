import { databaseOf } from '../../../src/client/databases/database-of.js'
import { hasMicroseconds, modelText, relationOf } from '../../../src/client/model-text.js'

const schema = (type: string) => `
model User {
  timeAdded DateTime @db.Timestamp(6)
}

model WebAPIToken {
  id        Int      @id
  timeAdded DateTime @default(now())${type} @map("time_added")
  expires   DateTime @db.Timestamp(6)
}
`
const precise = (type: string, provider: string) =>
  hasMicroseconds(
    modelText(schema(type), 'WebAPIToken'),
    databaseOf({ _activeProvider: provider }).defaultTimestampDigits,
  )

describe('timeAdded has microseconds', () => {
  test.each([
    ['postgresql', ' @db.Timestamp(6)'],
    ['postgresql', ' @db.Timestamptz(4)'],
    ['postgresql', ' @db.Timestamp'],
    ['postgresql', ' @db.Timestamptz'],
    ['cockroachdb', ' @db.Timestamptz'],
    ['postgresql', ' @pg.Timestamptz(6)'],
    ['mysql', ' @db.DateTime(6)'],
    ['mysql', ' @db.Timestamp(6)'],
  ])('on %s with "%s"', (provider, type) => {
    expect(precise(type, provider)).toBe(true)
  })

  test.each([
    ['postgresql', ''],
    ['postgresql', ' @db.Timestamp(3)'],
    ['postgresql', ' @db.Timestamptz(0)'],
    ['postgresql', ' @db.Date'],
    ['mysql', ''],
    ['mysql', ' @db.DateTime'],
    ['mysql', ' @db.Timestamp'],
    ['mysql', ' @db.DateTime(3)'],
    ['sqlite', ''],
  ])('not on %s with "%s"', (provider, type) => {
    expect(precise(type, provider)).toBe(false)
  })

  test('not as far as a client tells that has no schema', () => {
    expect(hasMicroseconds(modelText('', 'WebAPIToken'), 6)).toBe(false)
  })
})

describe('relationOf', () => {
  const model = `model Token {
  id        Int     @id
  userId    String
  project   Project @relation(fields: [projectId], references: [id])
  projectId String
}`

  test('takes the relation of a field, not the line before it', () => {
    expect(relationOf(model, 'projectId')).toEqual({ name: 'project', model: 'Project', references: 'id' })
    expect(relationOf(model, 'userId')).toBeUndefined()
  })
})
