import { readdir, readFile } from 'node:fs/promises'

const folder = new URL('../conformance/suite/', import.meta.url)

test('each part of the conformance suite runs on each database', async () => {
  const conformance = await readFile(new URL('conformance.ts', folder), 'utf8')
  const sources = (await readdir(folder)).filter((file) => file !== 'conformance.ts')
  const parts: string[] = []
  for (const file of sources) {
    const source = await readFile(new URL(file, folder), 'utf8')
    // The bus has databases of its own, and a test file.
    const [, part] = /^export function (\w+)\(\w+: SuiteContext(?:, kind: DatabaseKind)?\): void/m.exec(source) ?? []
    if (part) parts.push(part)
  }
  expect(parts.length).toBeGreaterThan(30)
  expect(parts.filter((part) => !conformance.includes(`    ${part}(context`))).toEqual([])
})
