import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Peer } from './peer.ts'

const config = `import { defineCollection, defineConfig } from '@content-collections/core'
import { z } from 'zod'

const lessons = defineCollection({
  name: 'lessons',
  // An absolute directory finds nothing, and says nothing.
  directory: 'content',
  include: '**/*.md',
  schema: z.object({
    title: z.string().optional(),
    description: z.string().optional(),
    content: z.string(),
  }),
})

export default defineConfig({ content: [lessons] })
`

/** content-collections: front matter through a schema, the text as it is. */
export const contentCollections: Peer = {
  name: 'content-collections, raw',
  does: 'front matter and raw text as a module',
  files: { 'content-collections.ts': config },
  command: process.execPath,
  args: () => ['node_modules/@content-collections/cli/dist/index.js', 'build'],
  outputs: ['.content-collections'],
  count: async (directory) => {
    const generated = join(directory, '.content-collections/generated/allLessons.js')
    // Another address each time, or Node would give the module of the first run again.
    const address = `${pathToFileURL(generated).href}?${performance.now()}`
    const { default: documents } = (await import(address)) as { default: readonly unknown[] }
    return documents.length
  },
  slow: false,
}
