import { crc32 } from 'node:zlib'

import { base62Encode, endsInBase62 } from './base62.js'

/** Six base62 digits hold every 32-bit number: 62^6 > 2^32. */
export const checksumLength = 6

/** Says what a checksum is; what it is of follows. */
export const checksumWords =
  'The last 6 characters are the CRC-32 of zlib (ISO 3309), in base62 with the digits 0-9A-Za-z, padded with 0, over'

/** Returns the CRC-32 of a string in base62, padded with zeros. */
export function checksum(text: string): string {
  return base62Encode(crc32(text), checksumLength)
}

/** Checks whether a string ends in the checksum of what precedes it. */
export function endsInOwnChecksum(text: string): boolean {
  return endsInBase62(text, crc32(text.slice(0, -checksumLength)), checksumLength)
}
