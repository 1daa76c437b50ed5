import { types } from 'node:util'

import { writeLine, type Output } from '../terminal.js'

/** Returns JSON, also of what JSON has no form for: a BigInt as a string, bytes as base64. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, converted: unknown) {
    const original = this[key]
    if (typeof original === 'bigint') return original.toString()
    // A Buffer has converted itself already.
    if (types.isUint8Array(original)) return Buffer.from(original).toString('base64')
    return converted
  })
}

export function writeJson(stream: Output, value: unknown): Promise<void> {
  return writeLine(stream, toJson(value))
}
