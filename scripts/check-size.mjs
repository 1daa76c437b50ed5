// Fails when what an app bundles with `import 'prisma-webapi-token'` grows beyond the limit.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'

const limit = 43 * 1024

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('../dist/index.js', import.meta.url))],
  bundle: true,
  minify: true,
  write: false,
  platform: 'node',
  format: 'esm',
  external: ['@prisma/client'],
})
const size = gzipSync(outputFiles[0].contents).length
console.log(`${size} bytes, minified and gzipped, of ${limit}`)
if (size > limit) process.exit(1)
