import type { Diagnostic } from '../diagnostic.ts'
import type { BlobRecord } from '../item.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import { walk } from '../lesson/walk.ts'
import { settingsFor, weigh } from '../severities.ts'
import type { ObjectReader } from '../source/objects.ts'
import { type MissedTerm, missedTerms } from '../translation/terms.ts'
import type { Gathered } from './gather.ts'
import { parseLimit, shapesByReading } from './parse-blob.ts'
import { currentByStamp } from './translation-structure.ts'

/**
 * Translations of the present source (`source_blob`) that do not use terms as agreed. The words themselves are asked, which no record
 * holds, so both texts are read.
 */
export const termDiagnostics = async (
  gathered: Gathered,
  objects: Pick<ObjectReader, 'read'>,
): Promise<readonly Diagnostic[]> => {
  const { sources } = gathered
  const { terms } = sources.config
  if (terms.size === 0) return []
  const shapes = shapesByReading(sources.config)
  const wordsOf = async ({ reading, blob }: BlobRecord): Promise<string> => {
    const shape = shapes.get(reading)
    const found = await objects.read(blob, parseLimit(reading))
    if (shape === undefined || found.kind !== 'blob') return ''
    const { lesson } = readLesson(found.bytes, shape)
    const texts = [lesson?.fields.title ?? '', lesson?.fields.description ?? '']
    if (lesson === null) return ''
    walk(lesson.tree, (node) => {
      if (node.type === 'text') texts.push(node.value)
    })
    return texts.join('\n')
  }
  const diagnostics: Diagnostic[] = []
  for (const { path, language, source, record } of currentByStamp(gathered)) {
    const missed = missedTerms(terms, language, await wordsOf(source), await wordsOf(record))
    const settings = settingsFor(sources.config, sources.classify(path))
    diagnostics.push(
      ...weigh(
        missed.map((term) => termDiagnostic(path, term)),
        settings,
      ),
    )
  }
  return diagnostics
}

const termDiagnostic = (path: string, { term, agreed }: MissedTerm): Diagnostic => ({
  path,
  line: 1,
  column: 1,
  severity: 'warning',
  rule: 'TRANSLATION_TERM',
  message: `Expected ${agreed.map((words) => `\`${words}\``).join(' or ')} for \`${term}\` of the source, got another word.`,
  hint: 'Use the agreed word, or change `translations.terms` in the configuration.',
})
