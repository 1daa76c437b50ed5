import { writeFile } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'

import { Exit } from '../exit.js'
import type { Terminal } from '../terminal.js'
import type { SchemaOptions } from './options.js'
import type { Plan } from './plan.js'

/** Writes the model as a new file of the app's schema, and returns its path as a person in the current folder sees it. */
export async function writeModel(
  { cwd }: Terminal,
  { app, text, fileName }: Plan,
  { write }: SchemaOptions,
): Promise<string> {
  const schema = relative(cwd, app.path) || '.'
  if (!app.isFolder) {
    throw new Exit(
      'refused',
      `The schema is the single file ${schema}, and this command changes no file that exists. Append the model to it:\n\n` +
        `  npx webapi-token schema >> ${schema}\n\n` +
        'Or give the schema a folder: "schema" in prisma.config.ts may name one, whose files all belong to the schema.',
    )
  }
  const path = join(app.path, typeof write === 'string' ? write : fileName)
  const inFolder = relative(app.path, path)
  if (!path.endsWith('.prisma') || inFolder.startsWith('..') || isAbsolute(inFolder)) {
    throw new Exit('usage', `--write: name a file in ${schema} that ends in .prisma, such as ${fileName}.`)
  }
  const shown = relative(cwd, path)
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new Exit('refused', `${shown} exists. Name another file: --write <file>.`)
    throw new Exit('refused', `${shown} could not be written (${code ?? 'unknown'}).`, { cause: error })
  }
  return shown
}
