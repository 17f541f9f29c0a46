import type { Diagnostic } from '../diagnostic.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import type { BlobRecord, Translation } from '../item.ts'
import { settingsFor, weigh } from '../severities.ts'
import type { RecordedState } from '../state.ts'
import { parity } from '../translation/structure.ts'
import type { Gathered } from './gather.ts'
import { judgeTranslations } from './judge-translations.ts'

/** Translations that say they were made from the present source (`source_blob`), and yet are built otherwise. */
export const structureDiagnostics = (gathered: Gathered): readonly Diagnostic[] => {
  const { config, classify } = gathered.sources
  return currentByStamp(gathered).flatMap(({ path, source, record }) =>
    weigh(
      parity(source, record).differences.map((message) => structureDiagnostic(path, message)),
      settingsFor(config, classify(path)),
    ),
  )
}

/** A translation of the head that says it was made from the present source, and what is known of both. */
export type StampedTranslation = {
  readonly path: string
  readonly language: string
  readonly source: BlobRecord
  readonly record: BlobRecord
}

/** Those that can be compared with their source: of others only history knows what they were made from, and a check reads one commit. */
export const currentByStamp = ({
  replay,
  sources,
}: Pick<Gathered, 'replay' | 'sources'>): readonly StampedTranslation[] => {
  const { state } = replay
  const stamped = new Map(
    [...state.translations].filter(
      ([, translation]) => recordOf(translation, state, sources)?.fields?.sourceBlob != null,
    ),
  )
  const judged = judgeTranslations({ ...state, translations: stamped }, sources)
  return judged.flatMap(({ item, translation, freshness }): readonly StampedTranslation[] => {
    const { path, language } = translation
    const record = recordOf(translation, state, sources)
    const source = sources.record(item.collection, state.tree.get(item.path)?.oid ?? '')
    if (freshness.state !== 'current' || record === null || source === null) return []
    return [{ path, language, source, record }]
  })
}

const recordOf = (
  { collection, path }: Translation,
  { tree }: RecordedState,
  { record }: ReplaySources,
): BlobRecord | null => record(`${collection}/translation`, tree.get(path)?.oid ?? '')

const structureDiagnostic = (path: string, message: string): Diagnostic => ({
  path,
  line: 1,
  column: 1,
  severity: 'suggestion',
  rule: 'TRANSLATION_STRUCTURE',
  message,
  hint: 'Compare it with its source, section by section.',
})
