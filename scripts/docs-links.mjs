import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path/posix'

import { repositoryUrl } from './docs-repository.mjs'

/**
 * Follows each link of the built site to its page and to its place on the page, where VitePress itself checks pages only, and
 * those into the repository to a file of this checkout.
 */
export function checkLinks(root, base) {
  const site = `${root}.site/html`
  const files = `${repositoryUrl(root)}/`
  const places = new Map()
  const dead = new Set()
  let links = 0
  const pages = readdirSync(site, { recursive: true }).filter((path) => path.endsWith('.html'))
  for (const page of pages) {
    const html = readFileSync(join(site, page), 'utf8')
    for (const [, href] of html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)) {
      links++
      if (!leadsSomewhere(new URL(href.replaceAll('&amp;', '&'), `http://site${base}${page}`)))
        dead.add(`${page}: ${href}`)
    }
  }
  if (dead.size > 0) throw new Error(`Dead links:\n${[...dead].join('\n')}`)
  return { pages: pages.length, links }

  function leadsSomewhere({ href, host, pathname, hash }) {
    if (host !== 'site') return !href.startsWith(files) || isInRepository(href.slice(files.length))
    if (!pathname.startsWith(base)) return false
    const path = decodeURIComponent(pathname.slice(base.length))
    const file = [path, `${path}.html`, join(path, 'index.html')].map((name) => join(site, name)).find(isFile)
    return file !== undefined && (hash === '' || placesOf(file).has(decodeURIComponent(hash.slice(1))))
  }

  function isInRepository(path) {
    const [, file] = /^(?:blob|tree)\/main\/([^#]+)/.exec(path) ?? []
    return file === undefined || existsSync(root + file)
  }

  function placesOf(file) {
    if (!places.has(file)) {
      const ids = readFileSync(file, 'utf8').matchAll(/\sid="([^"]*)"/g)
      places.set(file, new Set(Array.from(ids, ([, id]) => id)))
    }
    return places.get(file)
  }
}

const isFile = (path) => existsSync(path) && statSync(path).isFile()
