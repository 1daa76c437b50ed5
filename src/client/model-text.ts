import type { TokenClient } from './token-client.js'

/** A model in the text of the schema that a generated client carries: what else it tells has no attributes. */
export function modelText(client: TokenClient, modelName: string): string {
  const schema = client._engineConfig?.inlineSchema ?? ''
  return new RegExp(`^model ${modelName} \\{$[^]*?^\\}`, 'm').exec(schema)?.[0] ?? ''
}

/** Whether the app cannot make the ids of its rows itself: one of its own would clash with one that is made later. */
export function databaseMakesIds(model: string): boolean {
  return /^\s*id\s.*@default\((?:autoincrement|sequence|dbgenerated)\b/m.test(model)
}

/** Whether `timeAdded` may have more digits than a Date, which has milliseconds. Without a native type it has not. */
export function hasMicroseconds(model: string, provider: string | undefined): boolean {
  const [, type, digits] = /^\s*timeAdded\s.*@\w+\.(DateTime|Timestamp(?:tz)?)\b(?:\((\d)\))?/m.exec(model) ?? []
  if (type === undefined) return false
  return Number(digits ?? (provider === 'mysql' ? 0 : 6)) > 3
}
