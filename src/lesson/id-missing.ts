import type { Finding } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import { startOfFile, suggestionAt } from './finding.ts'
import type { LessonShape } from './lesson.ts'

/** A suggestion where a file whose schema knows an id has none; one without any front matter has more to mend first. */
export const idMissingFindings = (
  metadata: JsonObject,
  { fields, schema, role }: LessonShape,
): readonly Finding[] => {
  const key = fields.id
  const knowsIds = Object.hasOwn((schema?.properties ?? {}) as JsonObject, key)
  const keys = Object.keys(metadata)
  if (!knowsIds || role === 'translation' || keys.length === 0 || keys.includes(key)) return []
  const message = `Expected an \`${key}\`, by which the file is known when it is renamed and rewritten, got none.`
  return [suggestionAt(startOfFile, 'ID_MISSING', message, 'Run `hma-content fmt --ids`.')]
}
