import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vitepress'

import { repositoryUrl } from '../../scripts/docs-repository.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { name, description } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const read = (path) => (existsSync(root + path) ? JSON.parse(readFileSync(root + path, 'utf8')) : [])
const guides = [
  { text: 'Getting started', link: '/getting-started' },
  ...read('.site/guides.json'),
  {
    text: 'Project',
    items: [
      { text: 'Security', link: '/security' },
      { text: 'Architecture', link: '/architecture' },
      { text: 'Contributing', link: '/contributing' },
      { text: 'Changelog', link: '/changelog' },
    ],
  },
]
const repository = repositoryUrl(root)

// Pages are written to `.site/pages` by `npm run docs`, from the guides beside this folder.
export default defineConfig({
  title: name,
  description,
  base: process.env.DOCS_BASE ?? '/',
  srcDir: '../.site/pages',
  outDir: '../.site/html',
  cacheDir: '../.site/cache',
  // None; without it, browsers ask for /favicon.ico.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/getting-started', activeMatch: '^/(?!reference/)' },
      { text: 'Reference', link: '/reference/', activeMatch: '^/reference/' },
    ],
    sidebar: {
      '/': guides,
      '/reference/': [{ text: 'Reference', link: '/reference/', items: read('.site/reference.json') }],
    },
    outline: [2, 3],
    search: { provider: 'local' },
    ...(repository && { socialLinks: [{ icon: 'github', link: repository }] }),
  },
})
