import { existsSync, readFileSync, writeFileSync } from 'node:fs'

import { Application } from 'typedoc'
import { MarkdownPageEvent } from 'typedoc-plugin-markdown'

import { repositoryUrl } from './docs-repository.mjs'

/** Writes the reference of every entry point in package.json. TypeDoc's warnings are errors. */
export async function writeReference(root) {
  const repository = repositoryUrl(root)
  const entries = entryPoints(root)
  const app = await Application.bootstrapWithPlugins({
    options: `${root}typedoc.json`,
    entryPoints: [...entries.keys()],
    disableGit: true,
    // Without the type parameters, which have a section of their own.
    pageTitleTemplates: { member: ({ kind, rawName }) => `${kind} ${rawName.replace(/<.*/s, '')}` },
    sourceLinkTemplate: `${repository}/blob/main/{path}#L{line}`,
  })
  // What is left of a union within a union, once TypeDoc has inlined it.
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    page.contents = page.contents.replace(/^ *\| *\n/gm, '')
  })
  const project = await app.convert()
  if (!project || app.logger.hasErrors()) throw new Error('TypeDoc has failed')
  app.validate(project)
  nameModules(project, entries)
  if (!repository) for (const reflection of Object.values(project.reflections)) delete reflection.sources
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

/** One entry for each entry point, where the theme has the subpaths within that of the package. */
function writeSidebar(root) {
  const nodes = JSON.parse(readFileSync(`${root}.site/pages/reference/typedoc-sidebar.json`, 'utf8'))
  writeFileSync(`${root}.site/reference.json`, JSON.stringify(nodes.flatMap((node) => modulesOf(node))))
}

const isModule = ({ link, items }) => link !== undefined && items !== undefined

function modulesOf({ items, ...node }, prefix = '') {
  const own = { ...node, text: prefix + node.text, items: items.filter((item) => !isModule(item)).map(breakable) }
  return [...(node.link ? [own] : []), ...items.filter(isModule).flatMap((item) => modulesOf(item, '/'))]
}

/** Lets long names break between their words, where the sidebar is narrow. */
function breakable({ text, items, ...node }) {
  const words = text.replace(/(?<=[a-z\d])(?=[A-Z])/g, '<wbr>')
  return { ...node, text: words, ...(items && { items: items.map(breakable) }) }
}
