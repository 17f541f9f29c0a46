import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database, Row } from '../../src/database/database.ts'
import { sha256 } from '../../src/identifier.ts'

/** Table → its rows; key → digest of an object that the live manifest names. */
export type Snapshot = ReadonlyMap<string, readonly unknown[] | string>

const tables = [
  'content_mgmt.content_items',
  'content_mgmt.translations',
  'content_mgmt.redirects',
  'versions.content_versions',
  'pipeline.translation_versions',
  'pipeline.items',
  'pipeline.former_slugs',
  'pipeline.live',
]

/** Everything that must not depend on how often and in which steps a history was published. */
export const publishedState = async (
  { query }: Pick<Database, 'query'>,
  bucket: string,
): Promise<Snapshot> => {
  const found = new Map<string, readonly unknown[] | string>()
  for (const table of tables) {
    const sql = `select to_jsonb(t) as row from ${table} t order by to_jsonb(t)::text collate "C"`
    const rows = await query<Row & { row: unknown }>(sql)
    found.set(
      table,
      rows.map(({ row }) => row),
    )
  }
  for (const [key, digest] of await namedObjects(bucket)) found.set(key, digest)
  return found
}

type Root = {
  readonly parts: readonly { readonly key: string }[]
  readonly hierarchy: string
  readonly redirects: string
}
type Part = { readonly items: readonly { readonly document: string }[] }
type Document = { readonly media: object }

/** Key → digest of the manifest's root, its parts, its hierarchy, its redirects, every lesson document and what that shows. */
const namedObjects = async (bucket: string): Promise<ReadonlyMap<string, string>> => {
  const objects = new Map<string, string>()
  const read = async (key: string): Promise<Buffer> => {
    const body = await readFile(join(bucket, key))
    objects.set(key, sha256(body))
    return body
  }
  const readJson = async <T>(key: string): Promise<T> =>
    JSON.parse((await read(key)).toString()) as T
  const pointer = await readFile(join(bucket, 'releases/current.json'), 'utf8')
  const root = await readJson<Root>((JSON.parse(pointer) as { root: string }).root)
  await read(root.hierarchy)
  await read(root.redirects)
  for (const { key } of root.parts) {
    const { items } = await readJson<Part>(key)
    for (const { document } of items) {
      const { media } = await readJson<Document>(document)
      for (const shown of keysIn(media)) await read(shown)
    }
  }
  return objects
}

/** Every `key` in a value, at whatever depth. */
const keysIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'key' && typeof member === 'string' ? [member] : keysIn(member),
  )
}
