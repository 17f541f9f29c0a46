import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database, Row } from '../../src/database/database.ts'
import { publishedState, type Snapshot } from '../support/snapshot.ts'
import type { Academy } from './academy.ts'
import type { Expected } from './reference-live.ts'

type Lines = readonly string[]
type Place = Pick<Academy, 'database' | 'bucket'>

const linesOf = async ({ query }: Pick<Database, 'query'>, sql: string): Promise<Lines> =>
  (await query<Row & { readonly line: string }>(sql)).map(({ line }) => line).toSorted()

/** What readers and people find, in the reference's words. What is live is told by the manifest. */
export const foundIn = async ({ database, bucket }: Place): Promise<Expected> => {
  return {
    live: await manifestLines(bucket),
    lessons: await linesOf(
      database,
      `select concat_ws(' ', pillar.slug, course.slug, lesson.slug, lesson.id) as line
       from education.lessons as lesson
       join education.courses as course on course.id = lesson.course_id
       join education.pillars as pillar on pillar.id = course.pillar_id
       where lesson.is_published and course.is_published and pillar.is_published`,
    ),
    archived: await linesOf(
      database,
      `select concat_ws(' ', row.content_type, row.slug, row.id) as line
       from content_mgmt.content_items as row join pipeline.items as item on item.id = row.id
       where not item.present and row.status = 'archived'`,
    ),
    redirects: await linesOf(
      database,
      `select concat_ws(' ', content_type, slug, content_id) as line from content_mgmt.redirects`,
    ),
    versions: await linesOf(
      database,
      `select concat_ws(' ', content_id, git_commit_hash, case when fit then 'true' else 'false' end) as line
       from versions.content_versions`,
    ),
  }
}

type Pointer = { readonly root: string }
type Root = { readonly parts: readonly { readonly key: string; readonly language: string }[] }
type Text = Readonly<Record<'type' | 'slug' | 'id' | 'commit', string>>

const manifestLines = async (bucket: string): Promise<Lines> => {
  const read = async <T>(key: string): Promise<T> =>
    JSON.parse(await readFile(join(bucket, key), 'utf8')) as T
  const { parts } = await read<Root>((await read<Pointer>('releases/current.json')).root)
  const found: string[] = []
  for (const { key, language } of parts) {
    const { items } = await read<{ readonly items: readonly Text[] }>(key)
    found.push(
      ...items.map(({ type, slug, id, commit }) => `${type} ${slug} ${language} ${id} ${commit}`),
    )
  }
  return found.toSorted()
}

/** `id language` of each live text, as five places tell it that must agree. */
export const liveIn = async ({ database, bucket }: Place) => {
  const pair = (id: string, language: string, from: string): Promise<Lines> =>
    linesOf(database, `select distinct concat_ws(' ', ${id}, ${language}) as line from ${from}`)
  const items = "content_mgmt.content_items where status = 'published'"
  return {
    manifest: (await manifestLines(bucket)).map((line) => {
      const [, , language, id] = line.split(' ')
      return `${id} ${language}`
    }),
    recorded: await pair('content_id', 'language', 'pipeline.live'),
    rows: [
      ...(await pair('id', 'language', items)),
      ...(await pair(
        'content_id',
        'language_code',
        "content_mgmt.translations where status = 'published'",
      )),
    ],
    searched: await pair('content_id', 'language', 'embeddings.live_chunks'),
    embedded: await pair('content_id', 'language', 'embeddings.live'),
  }
}

/** All that must be equal however a history was published, with what other services read besides. */
export const stateOf = async ({ database, bucket }: Place): Promise<Snapshot> => {
  const { query } = database
  const state = new Map(await publishedState(database, bucket))
  for (const table of ['pillars', 'courses', 'lessons']) {
    // What was there once stays as a row, taken down; a run that never saw it has none.
    const sql = `select to_jsonb(t) as row from education.${table} as t where is_published order by id`
    state.set(table, await query(sql))
  }
  const chunks = `select to_jsonb(t) - 'embedding_id' as row from embeddings.live_chunks as t
                  order by content_id, language, number`
  state.set('chunks', await query(chunks))
  return state
}
