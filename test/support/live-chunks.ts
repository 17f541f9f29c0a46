import type { Database } from '../../src/database/database.ts'
import { sha256, uuidOf } from '../../src/identifier.ts'

/** One lesson that is live, in the database alone. */
export type LiveLesson = {
  readonly slug: string
  readonly language?: string
  /** One chunk each. */
  readonly texts: readonly string[]
}

/** Makes lessons live as a release would, for tests of what comes after it. */
export const makeLive = async (
  database: Database,
  lessons: readonly LiveLesson[],
): Promise<void> => {
  const chunks = lessons.flatMap(({ slug, language = 'en', texts }) =>
    texts.map((text, index) => ({ id: uuidOf(slug), language, number: index + 1, text })),
  )
  await database.query(
    `insert into content_mgmt.content_items (id, content_type, slug, title, status, language)
     select id, 'lesson', slug, slug, 'published', 'en' from unnest($1::uuid[], $2::text[]) as item (id, slug)
     on conflict (id) do nothing`,
    [lessons.map(({ slug }) => uuidOf(slug)), lessons.map(({ slug }) => slug)],
  )
  await database.query(
    `insert into embeddings.live_chunks (content_id, language, number, anchor, heading, text, input,
       input_digest, tokens, chunker, search)
     select id, language, number, '', '', text, text, digest, length(text) / 4 + 1, 'c1', to_tsvector('english', text)
     from unnest($1::uuid[], $2::text[], $3::int4[], $4::text[], $5::text[])
       as chunk (id, language, number, text, digest)`,
    [
      chunks.map(({ id }) => id),
      chunks.map(({ language }) => language),
      chunks.map(({ number }) => number),
      chunks.map(({ text }) => text),
      chunks.map(({ text }) => sha256(text)),
    ],
  )
}
