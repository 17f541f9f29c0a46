import type { Database } from './database.ts'

/**
 * Lets the planner know what a large release has brought; to be called when readers have it. Servers come to that
 * by themselves within minutes, the embedded database never; until then each small push takes ten times as long.
 */
export const refreshStatistics = (database: Database): Promise<void> =>
  database.script(
    `vacuum (analyze) embeddings.live_chunks, embeddings.content_embeddings, content_mgmt.content_items,
       content_mgmt.translations, pipeline.blobs, pipeline.items, pipeline.live`,
  )
