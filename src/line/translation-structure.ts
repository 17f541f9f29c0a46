import type { Diagnostic } from '../diagnostic.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import type { BlobRecord, Translation } from '../item.ts'
import { settingsFor, weigh } from '../severities.ts'
import type { RecordedState } from '../state.ts'
import type { Gathered } from './gather.ts'
import { judgeTranslations } from './judge-translations.ts'

/**
 * Translations that say they were made from the present source (`source_blob`), and yet have other headings or another
 * number of pictures. Of others only history knows what they were made from, and a check reads one commit.
 */
export const structureDiagnostics = ({ replay, sources }: Gathered): readonly Diagnostic[] => {
  const { state } = replay
  const stamped = new Map(
    [...state.translations].filter(
      ([, translation]) => recordOf(translation, state, sources)?.fields?.sourceBlob != null,
    ),
  )
  const judged = judgeTranslations({ ...state, translations: stamped }, sources)
  return judged.flatMap(({ item, translation, freshness }) => {
    const { path } = translation
    const record = recordOf(translation, state, sources)
    const source = sources.record(item.collection, state.tree.get(item.path)?.oid ?? '')
    if (freshness.state !== 'current' || record === null || source === null) return []
    const message = difference(source, record)
    const settings = settingsFor(sources.config, sources.classify(path))
    return message === null ? [] : weigh([structureDiagnostic(path, message)], settings)
  })
}

const recordOf = (
  { collection, path }: Translation,
  { tree }: RecordedState,
  { record }: ReplaySources,
): BlobRecord | null => record(`${collection}/translation`, tree.get(path)?.oid ?? '')

const difference = (source: BlobRecord, translation: BlobRecord): string | null => {
  const [expected, found] = [source, translation].map(({ outline, links }) => ({
    levels: outline.map(({ depth }) => depth).filter((depth) => depth > 0),
    pictures: links.filter(({ kind }) => kind === 'image').length,
  }))
  if (expected === undefined || found === undefined) return null
  if (expected.levels.length !== found.levels.length) {
    return `Expected ${counted(expected.levels.length, 'heading')} as in the source, got ${found.levels.length}.`
  }
  const at = expected.levels.findIndex((level, index) => found.levels[index] !== level)
  if (at >= 0) {
    return `Expected heading ${at + 1} to be of level ${expected.levels[at]} as in the source, got level ${found.levels[at]}.`
  }
  if (expected.pictures === found.pictures) return null
  return `Expected ${counted(expected.pictures, 'picture')} as in the source, got ${found.pictures}.`
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const structureDiagnostic = (path: string, message: string): Diagnostic => ({
  path,
  line: 1,
  column: 1,
  severity: 'suggestion',
  rule: 'TRANSLATION_STRUCTURE',
  message,
  hint: 'Compare it with its source, section by section.',
})
