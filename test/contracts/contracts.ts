import type { JsonObject } from '../../src/json.ts'
import { textOf } from '../docs/pages.ts'

/** What a schema's type is called, by the schema's name; it stands in `src/contracts/<name>.ts`. */
export const contracts: Readonly<Record<string, string>> = {
  'hma-content': 'ConfigFile',
  lesson: 'LessonFrontMatter',
  article: 'ArticleFrontMatter',
  video: 'VideoFrontMatter',
  audio: 'AudioFrontMatter',
  document: 'DocumentFrontMatter',
  interactive: 'InteractiveFrontMatter',
  course: 'CourseFile',
  pillar: 'PillarFile',
  authors: 'AuthorsFile',
  redirects: 'RedirectsFile',
  'lesson-document': 'LessonDocument',
  manifest: 'Manifest',
}

/** The JSON Schema `schemas/<name>.schema.json`. */
export const schemaNamed = (name: string): JsonObject =>
  JSON.parse(textOf(`schemas/${name}.schema.json`)) as JsonObject
