// Fails when what an app bundles with an entry point grows beyond its limit, minified and gzipped.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'

const kilobyte = 1024
const frameworks = ['express', 'fastify', 'hono', 'nest', 'next']
const external = ['@prisma/client', 'express', 'fastify', 'hono', '@nestjs/*']

async function bytesOf(entry, extraExternal = []) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../dist/${entry}.js`, import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    external: [...external, ...extraExternal],
  })
  return gzipSync(outputFiles[0].contents).length
}

function check(name, bytes, limit) {
  console.log(`${name}: ${bytes} bytes of ${limit}`)
  if (bytes > limit) process.exitCode = 1
}

check('prisma-webapi-token', await bytesOf('index'), 45 * kilobyte)
// What an adapter adds to the rest of the package.
for (const name of frameworks) check(name, await bytesOf(name, ['./*']), 2 * kilobyte)
