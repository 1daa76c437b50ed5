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
