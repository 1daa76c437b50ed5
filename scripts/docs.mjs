// `npm run docs`: the guides and the reference as one static site in `.site/html`. A warning or a dead link ends it.
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { build } from 'vitepress'

import { checkLinks } from './docs-links.mjs'
import { writePages } from './docs-pages.mjs'
import { writeReference } from './docs-reference.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))

rmSync(`${root}.site`, { recursive: true, force: true })
writePages(root)
await writeReference(root)
await build(`${root}docs`)
const { pages, links } = checkLinks(root, process.env.DOCS_BASE ?? '/')
console.log(`.site/html: ${pages} pages, ${links} links, none dead`)
