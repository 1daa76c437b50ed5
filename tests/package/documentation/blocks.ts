import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

export const root = new URL('../../../', import.meta.url)

/** A block of code in a text. */
export interface Block {
  /** The path of the text, such as `docs/model.md`. */
  readonly path: string
  /** The name of the text, such as `model`. */
  readonly name: string
  readonly language: string
  /** The line of the text on which the code begins. */
  readonly line: number
  readonly code: string
}

/** The README and the guides. */
export const texts = ['README.md', ...guides()]

function guides(): string[] {
  const files = readdirSync(new URL('docs/', root)).filter((file) => file.endsWith('.md'))
  return files.sort().map((file) => `docs/${file}`)
}

export const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

/** The blocks of one language in a text, or in all of them. */
export function blocks(language: string, paths: readonly string[] = texts): Block[] {
  return paths.flatMap((path) =>
    Array.from(read(path).matchAll(/^ *```(\w*)\n([^]*?)^ *```$/gm))
      .filter((match) => match[1] === language)
      .map(({ index, 2: code = '' }) => ({
        path,
        name: basename(path, '.md'),
        language,
        line: read(path).slice(0, index).split('\n').length + 1,
        code,
      })),
  )
}
