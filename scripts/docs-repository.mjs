import { readFileSync } from 'node:fs'

/** Returns the address of the repository, as package.json names it, or undefined. */
export function repositoryUrl(root) {
  const { repository } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  return repository?.url.replace(/^git\+/, '').replace(/\.git$/, '')
}
