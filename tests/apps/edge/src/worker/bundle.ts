import { readFileSync } from 'node:fs'

import { build, type Plugin } from 'esbuild'

/** Prisma's query compiler, which workerd takes as a module of its own. */
const compiler = 'query_compiler_fast_bg.wasm'

const compilerBeside: Plugin = {
  name: 'compiler-beside',
  setup({ onResolve }) {
    onResolve({ filter: /\.wasm\?module$/ }, () => ({ path: `./${compiler}`, external: true }))
  },
}

/** Returns the modules of the Worker, as wrangler would upload them. */
export async function bundle() {
  const { outputFiles } = await build({
    entryPoints: ['src/worker/worker.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker'],
    external: ['node:*', 'cloudflare:*'],
    plugins: [compilerBeside],
  })
  return [
    { type: 'ESModule' as const, path: 'worker.js', contents: outputFiles[0]!.text },
    {
      type: 'CompiledWasm' as const,
      path: compiler,
      contents: readFileSync(`src/generated/worker/internal/${compiler}`),
    },
  ]
}
