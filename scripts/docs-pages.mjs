import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path/posix'

import { repositoryUrl } from './docs-repository.mjs'

const fromTheRoot = {
  'README.md': 'getting-started.md',
  'CHANGELOG.md': 'changelog.md',
  'SECURITY.md': 'security.md',
  'ARCHITECTURE.md': 'architecture.md',
  'CONTRIBUTING.md': 'contributing.md',
}

/** The texts about this repository, whose paths are those of its files, or below `src/`. */
const namesFiles = ['SECURITY.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']

/**
 * Copies the guides, and the texts of the repository's root, to `.site/pages`. The originals stay readable on GitHub, so links
 * between them become links between pages, and links to other files lead to the repository.
 */
export function writePages(root) {
  const guides = readdirSync(`${root}docs`).filter((name) => name.endsWith('.md'))
  const pages = new Map([...Object.entries(fromTheRoot), ...guides.map((name) => [`docs/${name}`, name])])
  const site = { root, pages, repository: repositoryUrl(root) }
  mkdirSync(`${root}.site/pages/public`, { recursive: true })
  for (const [source, page] of pages) {
    const original = readFileSync(root + source, 'utf8')
    if (namesFiles.includes(source)) checkNames(root, source, original)
    const text = withLinks(site, source, original)
    writeFileSync(`${root}.site/pages/${page}`, page === 'index.md' ? home(root, text) : text)
  }
  for (const name of readdirSync(`${root}docs`).filter((name) => name.endsWith('.json')))
    cpSync(`${root}docs/${name}`, `${root}.site/pages/public/${name}`)
  writeFileSync(`${root}.site/guides.json`, JSON.stringify(sidebarOf(readFileSync(`${root}docs/index.md`, 'utf8'))))
}

function withLinks(site, source, text) {
  const fence = /^ *```.*?^ *```/gms
  const prose = text.split(fence)
  const code = text.match(fence) ?? []
  return prose.map((part, index) => linked(part) + (code[index] ?? '')).join('')

  function linked(part) {
    return (
      part
        .replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, link)
        // What a text names by its path, since an installed package has it there.
        .replace(/(?<!\[)`(docs\/[\w-]+\.md)`/g, (name, path) => `[${name}](${addressOf(site, path)})`)
    )
  }

  function link(whole, image, label, target) {
    if (/^(?:https?:|mailto:|#)/.test(target)) return whole
    const [path, anchor] = target.split('#')
    const file = join(dirname(source), path)
    if (!existsSync(site.root + file)) throw new Error(`${source} has a dead link: ${target}`)
    const address = addressOf(site, file, anchor)
    return address ? `${image}[${label}](${address})` : label
  }
}

function addressOf({ root, pages, repository }, file, anchor) {
  const hash = anchor === undefined ? '' : `#${anchor}`
  const page = pages.get(file)
  if (page) return `./${page}${hash}`
  if (dirname(file) === 'docs' && file.endsWith('.json')) return `./${basename(file)}`
  const kind = statSync(root + file).isDirectory() ? 'tree' : 'blob'
  return repository && `${repository}/${kind}/main/${relative('.', file)}${hash}`
}

function checkNames(root, source, text) {
  const names =
    text.replace(/https?:\S+/g, '').match(/(?<![\w./*-])(?:[\w.-]+\/)+[\w.-]+\.(?:ts|js|mjs|json|md|prisma|yml)\b/g) ??
    []
  const missing = names.filter((name) => !existsSync(root + name) && !existsSync(`${root}src/${name}`))
  if (missing.length > 0) throw new Error(`${source} names files that are not there: ${missing.join(', ')}`)
}

/** The page that visitors see first: what the package is, and then the index of the guides. */
function home(root, index) {
  const { name, description } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  const hero = {
    name,
    tagline: description,
    actions: [
      { theme: 'brand', text: 'Get started', link: '/getting-started' },
      { theme: 'alt', text: 'Reference', link: '/reference/' },
    ],
  }
  return `---\nlayout: home\nhero: ${JSON.stringify(hero)}\n---\n\n${index.replace(/^# .*$/m, '')}`
}

/** The groups and the order of the guides: those of the index. */
function sidebarOf(index) {
  const groups = index.split(/^## /m).slice(1)
  return groups.map((group) => ({
    text: group.slice(0, group.indexOf('\n')).trim(),
    items: Array.from(group.matchAll(/\[([^\]]+)\]\(([\w-]+)\.md\)/g), ([, text, page]) => ({
      text,
      link: `/${page}`,
    })),
  }))
}
