import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { connectExisting } from '../../src/connect.ts'
import type { Database, Row } from '../../src/database/database.ts'
import type { Place } from './place.ts'

/** Table → rows as JSON, in a fixed order. */
export type Rows = Readonly<Record<string, readonly string[]>>

type Table = { readonly from: string; readonly without?: readonly string[] }

// What only a release changes. A new item's bare row is there before, as a draft.
const released: readonly Table[] = [
  { from: 'education.pillars' },
  { from: 'education.courses' },
  { from: 'education.lessons' },
  { from: "content_mgmt.content_items where status <> 'draft'" },
  { from: 'content_mgmt.translations' },
  { from: 'content_mgmt.redirects' },
  {
    from: "assets.media_library where optimization_status <> 'failed'",
    without: ['created_at', 'updated_at'],
  },
  { from: 'pipeline.live' },
  { from: 'embeddings.live_chunks', without: ['embedding_id'] },
]

// All else that does not depend on when, or in how many runs, it was published.
const recorded: readonly Table[] = [
  { from: 'content_mgmt.content_items' },
  { from: 'versions.content_versions' },
  { from: 'pipeline.translation_versions' },
  { from: 'pipeline.hierarchy_versions' },
  { from: 'pipeline.blobs' },
  { from: 'pipeline.heads' },
  { from: 'pipeline.items' },
  { from: 'pipeline.former_slugs' },
  { from: 'pipeline.recorded', without: ['fence'] },
  { from: 'embeddings.models', without: ['created_at', 'activated_at'] },
  { from: 'embeddings.content_embeddings', without: ['id', 'created_at'] },
  { from: 'embeddings.live', without: ['embedding_id'] },
  // Of what the world outside is not told yet.
  { from: 'pipeline.outbox where done_at is null', without: ['id', 'created_at'] },
]

const rowsIn = async ({ query }: Database, tables: readonly Table[]): Promise<Rows> => {
  const found: [string, readonly string[]][] = []
  for (const { from, without = [] } of tables) {
    const [source = '', condition = 'true'] = from.split(' where ')
    const rows = await query<Row & { readonly row: string }>(
      `select (to_jsonb(t) - $1::text[])::text as row from ${source} as t
       where ${condition}`,
      [without],
    )
    found.push([from, rows.map(({ row }) => row).toSorted()])
  }
  return Object.fromEntries(found)
}

/** What was published at a place, as readers of the database and of plain files see it, and all that was recorded. */
export type Published = {
  readonly released: Rows
  readonly recorded: Rows
  /** Key of the manifest that the last release in the database names; null before the first. */
  readonly root: string | null
  /** Key → SHA-256 of every object that readers get to from the pointer; empty where there is none. */
  readonly objects: ReadonlyMap<string, string>
  /** Key of the manifest that the pointer leads to. */
  readonly pointed: string | null
}

/** Looks at a place with no process of the program running there; throws where an object is missing or not what its key says. */
export const publishedAt = async (place: Place): Promise<Published> => {
  const { pointed, objects } = await reachable(join(place.state, 'bucket'))
  const flags = { cwd: place.repository, state: place.state }
  const connections = await connectExisting(readConfig(flags, place.variables))
  if (connections === null) return { released: {}, recorded: {}, root: null, objects, pointed }
  const { database } = connections
  try {
    const [release] = await database.query<Row & { readonly root: string }>(
      'select root_key as root from pipeline.releases order by sequence desc limit 1',
    )
    return {
      released: await rowsIn(database, released),
      recorded: await rowsIn(database, recorded),
      root: release?.root ?? null,
      objects,
      pointed,
    }
  } finally {
    await connections.close()
  }
}

// Files as a static server serves them, without the bucket's own records.
/** Every object that a reader of plain files gets to from the pointer; throws where one is missing or not what its key says. */
export const reachable = async (
  bucket: string,
): Promise<Pick<Published, 'objects' | 'pointed'>> => {
  const objects = new Map<string, string>()
  const pointer = await readFile(join(bucket, 'releases/current.json'), 'utf8').catch(() => null)
  if (pointer === null) return { objects, pointed: null }
  const { root } = JSON.parse(pointer) as { readonly root: string }
  for (const waiting = [root]; ; ) {
    const key = waiting.pop()
    if (key === undefined) return { objects, pointed: root }
    if (objects.has(key)) continue
    const body = await readFile(join(bucket, key))
    const hash = createHash('sha256').update(body).digest('hex')
    if (!key.includes(hash)) throw new Error(`Expected ${key} to be named after its bytes`)
    objects.set(key, hash)
    if (key.endsWith('.json')) waiting.push(...keysIn(String(body)))
  }
}

// Every object is named by a key of its content, wherever in a manifest or a document it is named.
const keysIn = (json: string): readonly string[] =>
  json.match(/(?<=")(?:releases|lessons|images|documents)\/[0-9a-f]{64}[^"]*(?=")/g) ?? []
