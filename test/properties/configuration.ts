import { fileURLToPath } from 'node:url'

const schema = fileURLToPath(new URL('../../schemas/lesson.schema.json', import.meta.url))

/** Lessons in courses under the academy's schema, and articles without one; pictures are made small. */
export const configuration = `
version: 1
source: { branch: main, language: en, languages: [en, es, pt-BR] }
collections:
  - type: lesson
    files: content/{pillar}/{course}/{slug}/index.md
    translations: content/{pillar}/{course}/{slug}/index.{language}.md
    schema: ${schema}
  - type: article
    files: '{slug}.md'
    translations: '{language}/{slug}.md'
    fields: { id: uid, publish_at: date }
authors: authors.yaml
media: { widths: [16], formats: [webp], thumbnail: 16 }
embedder: offline
`

/** When histories are published: between the dates that their texts carry, and at the end. */
export const moments = { during: '2026-06-01T00:00:00Z', end: '2026-07-01T00:00:00Z' }
