/** A field or a block attribute of a model, with the comments above it. */
export interface Member {
  readonly comments: readonly string[]
  /** The name of a field; undefined for an attribute such as `@@index`. */
  readonly field: string | undefined
  readonly code: string
}

export interface ModelText {
  /** The comments above the model. */
  readonly comments: readonly string[]
  readonly name: string
  readonly members: readonly Member[]
}

/** Reads the text of a file that has one model and nothing else. */
export function parseModel(text: string): ModelText {
  const lines = text.split('\n').map((line) => line.trim())
  const start = lines.findIndex((line) => line.startsWith('model '))
  const members: Member[] = []
  let comments: string[] = []
  for (const code of lines.slice(start + 1, lines.lastIndexOf('}')).filter((line) => line !== '')) {
    if (code.startsWith('//')) {
      comments.push(code)
      continue
    }
    members.push({ comments, field: /^\w+/.exec(code)?.[0], code })
    comments = []
  }
  return { comments: lines.slice(0, start), name: lines[start]?.split(' ')[1] ?? '', members }
}

/** Prints a model without its alignment, which `prisma format` adds. */
export function printModel({ comments, name, members }: ModelText): string {
  const isFirstAttribute = (index: number) =>
    members[index]?.field === undefined && members[index - 1]?.field !== undefined
  const lines = members.flatMap(({ comments, code }, index) => [
    ...(isFirstAttribute(index) ? [''] : []),
    ...[...comments, code].map((line) => `  ${line}`),
  ])
  return [...comments, `model ${name} {`, ...lines, '}', ''].join('\n')
}

/** Returns the fields of an `@@index`; none for everything else. */
export function indexedFields({ code }: Member): readonly string[] {
  return /^@@index\(\[([^\]]*)\]/.exec(code)?.[1]?.split(/, */) ?? []
}
