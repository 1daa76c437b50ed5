/** Returns the text of a model in a schema: it has the attributes that a generated client does not tell otherwise. */
export function modelText(schema: string, modelName: string): string {
  return new RegExp(`^model ${modelName} \\{$[^]*?^\\}`, 'm').exec(schema)?.[0] ?? ''
}

/** Checks whether the database generates the ids: one of the app's own would clash with a later one. */
export function databaseMakesIds(model: string): boolean {
  return /^\s*id\s.*@default\((?:autoincrement|sequence|dbgenerated)\b/m.test(model)
}

/** Checks whether `timeAdded` may have more digits than a Date, which has milliseconds. Without a native type it has not. */
export function hasMicroseconds(model: string, defaultDigits: number): boolean {
  const [, type, digits] = /^\s*timeAdded\s.*@\w+\.(DateTime|Timestamp(?:tz)?)\b(?:\((\d)\))?/m.exec(model) ?? []
  if (type === undefined) return false
  return Number(digits ?? defaultDigits) > 3
}

/** Returns the schema that a model is mapped to. */
export function schemaOf(model: string): string | undefined {
  return /^\s*@@schema\("([^"]+)"\)/m.exec(model)?.[1]
}

/** Checks whether a field may be null. */
export function isNullable(model: string, field: string): boolean {
  return new RegExp(`^[ \\t]*${field}[ \\t]+\\w+\\?`, 'm').test(model)
}

/** Checks whether a field is a list. */
export function isList(model: string, field: string): boolean {
  return new RegExp(`^[ \\t]*${field}[ \\t]+\\w+\\[\\]`, 'm').test(model)
}

/** Returns what follows the type of a field: its attributes. */
export function attributesOf(model: string, field: string): string {
  return new RegExp(`^[ \\t]*${field}[ \\t]+\\S+(.*)$`, 'm').exec(model)?.[1] ?? ''
}

/** A relation that a scalar field holds the reference of. */
export interface Relation {
  readonly name: string
  readonly model: string
  /** The field of the other model that is referred to. */
  readonly references: string
}

/** Returns the relation of a scalar field; undefined when it has none, or shares it with other fields. */
export function relationOf(model: string, field: string): Relation | undefined {
  // Within one line: the field before the relation must not be taken for it.
  const pattern = `^[ \\t]*(\\w+)[ \\t]+(\\w+)\\??[ \\t].*@relation\\(.*fields: *\\[${field}\\].*references: *\\[(\\w+)\\]`
  const [, name, other, references] = new RegExp(pattern, 'm').exec(model) ?? []
  return name && other && references ? { name, model: other, references } : undefined
}
