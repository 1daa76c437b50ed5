import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
const cwd = fileURLToPath(root)
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  exports: Record<string, string | Record<'import' | 'require', { types: string; default: string }>>
  dependencies: Record<string, string>
}
const modules = Object.entries(manifest.exports).filter(([, target]) => typeof target !== 'string')
const files = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'string')

const specifier = (path: string) => path.replace(/^\./, 'prisma-webapi-token')

/** The names that a script prints in a process of its own, where Jest does not stand between. */
function names(script: string): string[] {
  return (JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd, encoding: 'utf8' })) as string[]).sort()
}

test.each(modules)('%s loads by import and by require, with the same exports and types', (path, target) => {
  const name = JSON.stringify(specifier(path))
  const imported = names(`import(${name}).then((module) => console.log(JSON.stringify(Object.keys(module))))`)
  const required = names(`console.log(JSON.stringify(Object.keys(require(${name}))))`)
  expect(imported.length).toBeGreaterThan(0)
  expect(required).toEqual(imported)
  for (const { types } of Object.values(target as object) as { types: string }[]) {
    expect(existsSync(new URL(types, root))).toBe(true)
  }
})

test.each(files)('%s is a file', (path) => {
  expect(existsSync(createRequire(import.meta.url).resolve(specifier(path)))).toBe(true)
})

test('nothing but nanoid is installed with the package', () => {
  expect(Object.keys(manifest.dependencies)).toEqual(['nanoid'])
})

test('the built types say nothing of internals', () => {
  const dist = new URL('dist/', root)
  const files = readdirSync(dist).filter((file) => file.endsWith('.d.ts'))
  const types = files.map((file) => readFileSync(new URL(file, dist), 'utf8')).join('\n')
  expect(types).toContain('class WebAPITokenRepository')
  expect(types).not.toContain('Binding')
})
