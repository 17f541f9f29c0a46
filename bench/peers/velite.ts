import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Peer } from './peer.ts'

// Every field is optional, since a file that lacks one would be left out.
const config = (body: string): string => `import { defineConfig, s } from 'velite'
export default defineConfig({
  root: 'content',
  output: { data: '.velite', assets: '.velite/static', clean: true },
  markdown: { copyLinkedFiles: false },
  collections: {
    lessons: {
      name: 'Lesson',
      pattern: '**/*.md',
      schema: s.object({
        title: s.string().optional(),
        description: s.string().optional(),
        path: s.path(),
        body: s.${body}(),
      }),
    },
  },
})
`

const velite = (name: string, body: string, does: string, slow: boolean): Peer => ({
  name,
  does,
  files: { 'velite.config.js': config(body) },
  command: process.execPath,
  args: () => ['node_modules/velite/bin/velite.js', 'build'],
  outputs: ['.velite'],
  count: async (directory) => {
    const text = await readFile(join(directory, '.velite/lessons.json'), 'utf8')
    return (JSON.parse(text) as readonly unknown[]).length
  },
  slow,
})

/** Velite: front matter through a schema, the text as it is. */
export const veliteRaw: Peer = velite(
  'Velite, raw',
  'raw',
  'front matter and raw text as JSON',
  false,
)

/** Velite: the text made into HTML with remark and rehype too. */
export const veliteMarkdown: Peer = velite(
  'Velite, HTML',
  'markdown',
  'front matter and HTML as JSON',
  true,
)
