// Bundles each entry point, as an ES module and as CommonJS, with its types and source maps. What two entry points share is a
// chunk beside them, since a class that exists twice would not know its own instances.
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'

const root = fileURLToPath(new URL('../', import.meta.url))
const frameworks = ['express', 'fastify', 'hono', 'nest', 'next']
const input = {
  index: `${root}src/index.ts`,
  testing: `${root}src/testing/index.ts`,
  http: `${root}src/http/index.ts`,
  'secret-scanning': `${root}src/secret-scanning/index.ts`,
  opentelemetry: `${root}src/opentelemetry/index.ts`,
  ...Object.fromEntries(frameworks.map((name) => [name, `${root}src/adapters/${name}.ts`])),
}
const external = [
  /^node:/,
  '@opentelemetry/api',
  'nanoid',
  /^@prisma\/client/,
  'express',
  'fastify',
  /^hono/,
  /^@nestjs\//,
]

rmSync(`${root}dist`, { recursive: true, force: true })

const code = await rolldown({ input, external, platform: 'node', tsconfig: `${root}tsconfig.json` })
const types = await rollup({
  input,
  external,
  plugins: [dts({ tsconfig: `${root}tsconfig.json`, compilerOptions: { stripInternal: true, noEmit: false } })],
})
for (const [format, extension] of [
  ['es', 'js'],
  ['cjs', 'cjs'],
]) {
  await code.write({
    dir: `${root}dist`,
    format,
    sourcemap: true,
    entryFileNames: `[name].${extension}`,
    chunkFileNames: `shared.${extension}`,
  })
  await types.write({
    dir: `${root}dist`,
    format: 'es',
    entryFileNames: `[name].d.${extension.replace('js', 'ts')}`,
    chunkFileNames: `shared.d.${extension.replace('js', 'ts')}`,
  })
}
await Promise.all([code.close(), types.close()])
