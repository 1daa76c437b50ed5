/** The tag of every row. */
export const everything = 'all'

type Kind = 'id' | 'owner'

/** The tag of ids that are not plain ASCII: only the collation knows what they are equal to. */
const unusual = '?'

/** Longer ids need no finer distinction, and tags stay small. */
const longestFold = 64

/** Returns the tag of a row for its own id or its user's. */
export function idTag(kind: Kind, id: unknown): string {
  return isNumeric(id) ? numberTag(kind, id) : textTag(kind, foldedText(id) ?? unusual)
}

/** Returns the tags of all rows that a database may find by these ids, however they are spelled. */
export function idTags(kind: Kind, ids: readonly unknown[]): string[] {
  const tags = new Set<string>()
  for (const id of ids) {
    if (isNumeric(id)) tags.add(numberTag(kind, id))
    else {
      const folded = foldedText(id)
      if (folded === undefined) return [everything]
      tags.add(textTag(kind, folded)).add(textTag(kind, unusual))
      // Prisma takes such a string for a BigInt.
      const [, sign, digits] = /^([+-]?)0*(\d{1,19})$/.exec(id as string) ?? []
      if (digits) tags.add(numberTag(kind, BigInt(sign === '-' ? `-${digits}` : digits)))
    }
  }
  return [...tags]
}

const isNumeric = (id: unknown): id is number | bigint => typeof id === 'number' || typeof id === 'bigint'
const numberTag = (kind: Kind, id: unknown) => `${kind}:${String(id)}`
const textTag = (kind: Kind, folded: string) => `${kind}~${folded}`

/**
 * Folds ASCII strings that a database may treat as equal, and some others, to the same string.
 *
 * A UUID may be in capitals, lack its hyphens, or have braces. Collations ignore case, trailing blanks, punctuation (ICU's
 * `ka-shifted`), or zeros before a number (`kn`); and among those of MariaDB 10.11 and ICU 72, some for Lithuanian, Latvian,
 * Frisian, Latin, Swedish and Finnish treat other letters as equal.
 */
function foldedText(id: unknown): string | undefined {
  if (typeof id !== 'string' || !/^[ -~]*$/.test(id)) return undefined
  return id
    .toLowerCase()
    .replace(/[^a-z1-9]/g, '')
    .replace(/ch/g, 'c')
    .replace(/[jy]/g, 'i')
    .replace(/[vw]/g, 'u')
    .slice(0, longestFold)
}
