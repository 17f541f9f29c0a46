import type { TranslationRow } from '../translation/translation-rows.ts'
import type { Transaction } from './database.ts'
import { mergeRows } from './merge-rows.ts'

/** The translation rows of a release: those to write, and the key of every one that stays. */
export type TranslationRows = {
  readonly translations: readonly TranslationRow[]
  /** Every item and language that has a translation file; rows of others go. */
  readonly translated: readonly { readonly itemId: string; readonly language: string }[]
}

/** Writes the translations of a release. */
export const mergeTranslations = async (
  transaction: Transaction,
  rows: TranslationRows,
): Promise<void> => {
  await transaction.query(
    `delete from content_mgmt.translations as row where not exists (
       select from unnest($1::uuid[], $2::text[]) as kept (content_id, language_code)
       where kept.content_id = row.content_id and kept.language_code = row.language_code)`,
    [rows.translated.map(({ itemId }) => itemId), rows.translated.map(({ language }) => language)],
  )
  await mergeRows(
    transaction,
    {
      table: 'content_mgmt.translations',
      key: ['content_id', 'language_code'],
      columns: {
        id: 'uuid',
        content_id: 'uuid',
        language_code: 'text',
        title: 'text',
        description: 'text',
        content_path: 'text',
        translator_id: 'uuid',
        reviewer_id: 'uuid',
        status: { type: 'text', cast: 'content_mgmt.translation_status' },
        freshness: 'text',
        source_blob: 'text',
        outdated_sections: 'jsonb',
        quality_score: { type: 'float8', cast: 'numeric' },
        git_commit_hash: 'text',
        created_at: 'timestamptz',
        updated_at: 'timestamptz',
      },
    },
    rows.translations.map((row) => [
      row.id,
      row.itemId,
      row.language,
      row.title,
      row.description,
      row.path,
      row.translator,
      row.reviewer,
      row.status,
      row.freshness,
      row.madeFrom,
      row.sections,
      row.quality,
      row.commit,
      row.updated,
      row.updated,
    ]),
  )
}
