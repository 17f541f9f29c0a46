import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { JsonObject } from '../../src/json.ts'
import { readFrontMatter } from '../../src/lesson/front-matter.ts'
import { contentTypes } from '../../src/lesson/lesson.ts'
import { readYamlFile } from '../../src/lesson/read-yaml-file.ts'
import { proposeCollections } from '../../src/setup/propose-collections.ts'
import { root, textOf } from '../docs/pages.ts'
import { now } from './proposal.ts'

it('proposes for the sample academy the collections that it has', () => {
  const entries = readdirSync(join(root, 'content'), { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .toSorted()
  const markdown = paths.filter((path) => path.endsWith('.md'))
  const { layout, collections } = proposeCollections(
    { paths, siteLanguage: null, isAcademy: false },
    {
      metadata: new Map(
        markdown.map((path) => [path, readFrontMatter(textOf(path)).metadata ?? {}]),
      ),
      schemas: new Map(
        contentTypes.map((type) => [
          type,
          JSON.parse(textOf(`schemas/${type}.schema.json`)) as JsonObject,
        ]),
      ),
      now,
    },
  )
  const { value } = readYamlFile(Buffer.from(textOf('hma-content.yaml')))
  const written = value as unknown as {
    source: { languages: readonly string[] }
    collections: readonly JsonObject[]
  }
  expect(layout.languages).toEqual(written.source.languages)
  const proposed = collections.map(({ type, files, translations, schema }) => ({
    type,
    files,
    translations,
    schema,
  }))
  expect(new Set(proposed)).toEqual(new Set(written.collections))
})
