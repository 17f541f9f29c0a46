import type { Translation } from '../item.ts'
import type { ChangedSection } from '../translation/freshness.ts'
import type { Database, Row } from './database.ts'

/** An item in a language that it is to be had in, as it is recorded. */
export type BoardRow = Row & {
  readonly item: string
  readonly slug: string
  readonly type: string
  readonly title: string
  readonly pillar: string | null
  readonly language: string
  /** Null where there is no translation. */
  readonly status: string | null
  readonly freshness: 'current' | 'outdated' | null
  readonly path: string | null
  readonly sections: readonly ChangedSection[] | null
  /** Words of the whole source. */
  readonly sourceWords: number
}

/**
 * Every present item of the collections, in every one of the languages.
 * @param collections names of those that have translations
 */
export const readBoard = (
  { query }: Database,
  collections: readonly string[],
  languages: readonly string[],
): Promise<readonly BoardRow[]> =>
  query<BoardRow>(
    `select item.id as "item", item.slug, item.content_type as "type", content.title, pillar.slug as "pillar",
            wanted.language, translation.status::text as "status", translation.freshness,
            translation.content_path as "path", translation.outdated_sections as "sections",
            (select coalesce(sum((section ->> 4)::int), 0)::int
             from json_array_elements(blob.record -> 'outline') as section) as "sourceWords"
     from pipeline.items as item
     join content_mgmt.content_items as content on content.id = item.id
     left join education.pillars as pillar on pillar.id = content.pillar_id
     cross join unnest($2::text[]) with ordinality as wanted (language, place)
     left join content_mgmt.translations as translation
       on translation.content_id = item.id and translation.language_code = wanted.language
     left join pipeline.blobs as blob
       on blob.blob = item.record -> 'track' -> 'current' ->> 'blob' and blob.reading = item.collection
     where item.present and item.collection = any($1)
     order by item.slug, item.content_type, wanted.place`,
    [collections, languages],
  )

/** A translation as the last run recorded it, and the source file of its item. */
export type RecordedTranslation = {
  readonly translation: Translation
  readonly collection: string
  /** Blob of the source as it is. */
  readonly source: string
  readonly sourcePath: string
  readonly status: string
  readonly freshness: 'current' | 'outdated'
  readonly sections: readonly ChangedSection[]
}

/** The translation of the present item with this slug into a language; null where there is none. */
export const readTranslation = async (
  { query }: Database,
  slug: string,
  language: string,
): Promise<RecordedTranslation | null> => {
  const [row] = await query<Row & RecordedTranslation>(
    `select head.record as "translation", item.collection, item.path as "sourcePath",
            item.record -> 'track' -> 'current' ->> 'blob' as "source",
            translation.status::text as "status", translation.freshness,
            translation.outdated_sections as "sections"
     from pipeline.items as item
     join content_mgmt.translations as translation on translation.content_id = item.id
     join pipeline.heads as head on head.path = translation.content_path and head.kind = 'translation'
     where item.present and item.slug = $1 and translation.language_code = $2
     order by item.content_type limit 1`,
    [slug, language],
  )
  return row ?? null
}
