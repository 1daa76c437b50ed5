/** The tag that every row has. */
export const everything = 'all'

type Kind = 'id' | 'user'

/** What a text is tagged with that is not in plain ASCII: what that is equal to depends on the collation. */
const unusual = '?'

/** Longer texts need not be told apart any better, and tags stay small. */
const longestFold = 64

/** The tag of a row by its own id or its user's. */
export function idTag(kind: Kind, id: unknown): string {
  return isNumeric(id) ? numberTag(kind, id) : textTag(kind, foldedText(id) ?? unusual)
}

/** The tags of all rows that a database may find by these ids, however they are spelt. */
export function idTags(kind: Kind, ids: readonly unknown[]): string[] {
  const tags = new Set<string>()
  for (const id of ids) {
    if (isNumeric(id)) tags.add(numberTag(kind, id))
    else {
      const folded = foldedText(id)
      if (folded === undefined) return [everything]
      tags.add(textTag(kind, folded)).add(textTag(kind, unusual))
      // Prisma takes such a text for a BigInt.
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
 * The same for all texts in ASCII that a database may take for equal, and for some others as well.
 *
 * A UUID may be in capitals, lack its hyphens, or have braces around it. Collations ignore the case, trailing blanks,
 * punctuation (ICU's `ka-shifted`), or zeros before a number (`kn`); and of those that MariaDB 10.11 and ICU 72 bring along,
 * some for Lithuanian, Latvian, Frisian, Latin, Swedish and Finnish take other letters for the same.
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
