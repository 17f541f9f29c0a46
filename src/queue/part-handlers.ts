import { hostname } from 'node:os'
import { pid } from 'node:process'
import type { Database, Row } from '../database/database.ts'
import { anyChunk } from '../database/embeddings.ts'
import { activeModel } from '../database/models.ts'
import { buyVectors, notUnderWay, pendingTexts } from '../line/buy-vectors.ts'
import { putMedia } from '../line/put-media.ts'
import type { MediaPart, PartOutcomes, TextsPart } from '../line/shared-work.ts'
import { openStages } from '../line/stages.ts'
import { readingEmbedder } from '../open-embedder.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { PartHandlers } from './queue.ts'
import { checkSchema, openAtCommit, type Workplace } from './workplace.ts'

/**
 * How the parts of a publish are done. What is done already is found and left, so doing one twice does no harm; and nothing is shown
 * by it, which is for the publish alone.
 */
export const partHandlers = (place: Workplace): PartHandlers => ({
  media: async (part) => {
    await checkSchema(place)
    return await put(place, part)
  },
  embed: async (part) => {
    await checkSchema(place)
    return await buy(place, part)
  },
})

/** Which worker has done a part, for those who look at it. */
const worker = `${hostname()} ${pid}`

/** Bad files are no failure: the publish comes by them too, and says what is wrong. */
const put = async (
  place: Workplace,
  { commit, fence, files }: MediaPart,
): Promise<PartOutcomes['media'] | 'abandoned'> => {
  const { connections } = place
  const { config, repository, lfs } = await openAtCommit(place, commit)
  await using objects = repository.snapshots.openObjects()
  try {
    const { uploaded, bytes, diagnostics } = await putMedia(
      {
        objects: whileAt(fence, connections.database, objects),
        connections,
        config,
        lfs,
        renditions: 'kept',
        stages: openStages(() => {}),
        onProgress: () => {},
      },
      files.map(([path, blob]) => ({ path, blob })),
    )
    return { files: files.length, uploaded, bytes, findings: diagnostics.length, worker }
  } catch (error) {
    if (error === overtaken) return 'abandoned'
    throw error
  }
}

const overtaken = new Error('What the files were for has been overtaken.')

/**
 * Reads files only while the fence is where the publish left it. After that nobody waits for them, and a purge may have been decided of
 * one of them.
 */
const whileAt = (
  fence: number,
  { query }: Database,
  objects: Pick<ObjectReader, 'read'>,
): Pick<ObjectReader, 'read'> => ({
  read: async (blob, most) => {
    const [row] = await query<Row & { readonly fence: number }>(
      'select fence from pipeline.recorded where id = 1',
    )
    if (row?.fence !== fence) throw overtaken
    return await objects.read(blob, most)
  },
})

/** Only what is live at this moment is bought, so nothing of a release that was taken back leaves. */
const buy = async (
  { connections }: Workplace,
  { model, from, to }: TextsPart,
): Promise<PartOutcomes['embed'] | 'abandoned'> => {
  const { database } = connections
  const embedder = await readingEmbedder(connections)
  if (embedder.model !== model || (await activeModel(database)) !== model) return 'abandoned'
  const lacking = await pendingTexts(database, model, 'unlinked', anyChunk, { from, to })
  const texts = await notUnderWay(database, model, lacking)
  const { embedded, tokens, failure } = await buyVectors(database, embedder, texts, () => {}, 1)
  if (failure !== null) throw failure
  return { embedded, tokens, worker }
}
