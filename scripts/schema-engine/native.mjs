import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Whether the native engine is where Prisma looks for it, or in the cache from which Prisma copies it there. */
export async function hasNativeEngine() {
  const prisma = createRequire(createRequire(import.meta.url).resolve('prisma/package.json'))
  const engines = createRequire(prisma.resolve('@prisma/engines'))
  const { enginesVersion, getEnginesPath } = prisma('@prisma/engines')
  const { getBinaryName, getCacheDir } = engines('@prisma/fetch-engine')

  const target = await engines('@prisma/get-platform').getBinaryTargetForCurrentPlatform()
  const cache = await getCacheDir('master', enginesVersion, target)
  return (
    existsSync(join(getEnginesPath(), getBinaryName('schema-engine', target))) ||
    (cache !== null && existsSync(join(cache, 'schema-engine')))
  )
}
