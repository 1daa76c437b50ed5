import { existsSync, readFileSync, writeFileSync } from 'node:fs'

import { Application } from 'typedoc'

import { repositoryUrl } from './docs-repository.mjs'

/** Writes the reference of every entry point in package.json. TypeDoc's warnings are errors. */
export async function writeReference(root) {
  const repository = repositoryUrl(root)
  const entries = entryPoints(root)
  const app = await Application.bootstrapWithPlugins({
    options: `${root}typedoc.json`,
    entryPoints: [...entries.keys()],
    disableGit: true,
    ...(repository ? { sourceLinkTemplate: `${repository}/blob/main/{path}#L{line}` } : { disableSources: true }),
  })
  const project = await app.convert()
  if (!project || app.logger.hasErrors()) throw new Error('TypeDoc has failed')
  app.validate(project)
  nameModules(project, entries)
  await app.generateOutputs(project)
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('TypeDoc has found faults')
  writeSidebar(root)
}

/** The source of each entry point, with the name by which apps import it. */
function entryPoints(root) {
  const { name, exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  const subpaths = Object.keys(exports).filter((subpath) => typeof exports[subpath] === 'object')
  return new Map(subpaths.map((subpath) => [sourceOf(root, subpath.slice(2)), name + subpath.slice(1)]))
}

function sourceOf(root, name) {
  const sources = name === '' ? ['src/index.ts'] : [`src/${name}/index.ts`, `src/adapters/${name}.ts`]
  const source = sources.find((path) => existsSync(root + path))
  if (!source) throw new Error(`scripts/docs-reference.mjs does not know the source of the entry point "${name}"`)
  return root + source
}

function nameModules(project, entries) {
  for (const module of project.children ?? []) {
    const name = entries.get(module.sources?.[0]?.fullFileName)
    if (!name) throw new Error(`TypeDoc has a module that is no entry point: ${module.name}`)
    module.name = name
  }
}

/** One entry for each entry point, where the theme would put the subpaths below a second entry for the package. */
function writeSidebar(root) {
  const modules = JSON.parse(readFileSync(`${root}.site/pages/reference/typedoc-sidebar.json`, 'utf8'))
  const subpaths = modules.filter(({ link }) => !link).flatMap(({ items }) => items)
  const items = [...modules.filter(({ link }) => link), ...subpaths.map((item) => ({ ...item, text: `/${item.text}` }))]
  writeFileSync(`${root}.site/reference.json`, JSON.stringify(items))
}
