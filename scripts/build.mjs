// Compiles the sources twice, as ES modules and as CommonJS, each with its types.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const root = new URL('../', import.meta.url)
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')

rmSync(new URL('dist/', root), { recursive: true, force: true })
for (const format of ['esm', 'cjs']) {
  const { status } = spawnSync(process.execPath, [tsc, '-p', `tsconfig.${format}.json`], {
    cwd: fileURLToPath(root),
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
}
writeFileSync(new URL('dist/cjs/package.json', root), '{ "type": "commonjs" }\n')
