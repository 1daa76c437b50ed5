// What the README and the guides show is right: their code compiles, their schemas are read by Prisma, their links lead somewhere.
import { existsSync } from 'node:fs'
import { spawnSync } from 'node:child_process'

import { getDMMF } from '@prisma/get-dmmf'

import { blocks, read, root, texts } from './documentation/blocks.js'
import { compile } from './documentation/compile.js'
import { modelBlocks, schemaOf } from './documentation/schema.js'

test('every TypeScript block compiles, against the types of the library', async () => {
  const given = blocks('ts')
  expect(given.length).toBeGreaterThan(60)
  expect(await compile(given)).toEqual([])
})

test('every block says what it is', () => {
  const known = ['ts', 'sh', 'prisma', 'sql', 'json', 'text']
  const fences = texts.flatMap((path) => Array.from(read(path).matchAll(/^ *```(\w*)$/gm), ([, name = '']) => name))
  expect(fences.filter((name, index) => index % 2 === 0 && !known.includes(name))).toEqual([])
})

test.each(modelBlocks().map((block) => [`${block.path}:${block.line}`, block.code]))(
  'Prisma reads the models of %s',
  (_place, code) => {
    const provider = /@db\.|\w+\[\] /.test(code) ? 'postgresql' : 'sqlite'
    const document = getDMMF({ datamodel: schemaOf(code, provider) })
    expect(document).toMatchObject({ datamodel: { models: expect.arrayContaining([expect.anything()]) } })
  },
)

test('every shell block can be read by a shell, and its scripts exist', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  for (const { path, line, code } of blocks('sh')) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' })
    expect({ path, line, status, stderr }).toEqual({ path, line, status: 0, stderr: '' })
    for (const [, name = ''] of code.matchAll(/npm run ([\w:-]+)/g)) expect(Object.keys(scripts)).toContain(name)
  }
})

test.each(texts)('every link of %s leads somewhere', (path) => {
  const isThere = (target: string) => {
    const [file = '', anchor] = target.split('#')
    const found = file === '' ? path : `docs/${file}`
    if (!existsSync(new URL(found, root))) return false
    return anchor === undefined || anchorsOf(read(found)).includes(anchor)
  }
  const targets = Array.from(read(path).matchAll(/\]\(([^)]+)\)/g), ([, target = '']) => target)
  expect(targets.filter((target) => !target.startsWith('https://') && !isThere(target))).toEqual([])
  const named = Array.from(read(path).matchAll(/`(docs\/[\w.-]+)`/g), ([, file = '']) => file)
  expect(named.filter((file) => !existsSync(new URL(file, root)))).toEqual([])
})

function anchorsOf(text: string): string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
}

test('the index lists every guide', () => {
  const index = read('docs/index.md')
  const guides = texts.filter((path) => path.startsWith('docs/') && path !== 'docs/index.md')
  expect(guides.filter((path) => !index.includes(`](${path.slice('docs/'.length)})`))).toEqual([])
})
