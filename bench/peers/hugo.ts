import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Peer } from './peer.ts'

// Only the lessons' own pages; no lists, feeds or taxonomies, which none of the others makes.
const config = `baseURL = "https://example.org/"
disableKinds = ["taxonomy", "term", "home", "section", "RSS", "sitemap", "robotsTXT", "404"]
[markup.goldmark.renderer]
unsafe = true
`

const layout = '<!doctype html><title>{{ .Title }}</title><article>{{ .Content }}</article>\n'

const files = { 'hugo.toml': config, 'layouts/_default/single.html': layout }

/** `hugo list all`: reads every file's front matter and lists it; makes nothing of the text. */
export const hugoList: Peer = {
  name: 'Hugo, `list all`',
  does: 'front matter as a list',
  files,
  command: 'hugo',
  args: () => ['list', 'all'],
  outputs: ['public', 'resources', 'cache'],
  count: async (_, stdout) =>
    stdout.split('\n').filter((line) => line.startsWith('content/')).length,
  slow: false,
}

const unpublished = ['--buildDrafts', '--buildFuture', '--buildExpired']

/** Hugo: every file as an HTML page. */
export const hugoBuild: Peer = {
  name: 'Hugo, build',
  does: 'an HTML page a file',
  files,
  command: 'hugo',
  args: (directory) => ['--quiet', ...unpublished, '--cacheDir', join(directory, 'cache')],
  outputs: ['public', 'resources', 'cache'],
  count: async (directory) => {
    const paths = await readdir(join(directory, 'public'), { recursive: true })
    return paths.filter((path) => path.endsWith('.html')).length
  },
  slow: false,
}
