import { randomUUID } from 'node:crypto'
import { type Bucket, putsAtOnce } from '../bucket/bucket.ts'
import type { Database } from '../database/database.ts'
import { keepRendered, type LiveChunk, type RenderedChunks } from '../database/live-chunks.ts'
import { type BlobRecord, entryKey } from '../item.ts'
import type { LinkTarget } from '../link-target.ts'
import { immutableHeaders, itemTag } from '../media/object-headers.ts'
import { reach } from '../point.ts'
import type { MediaEntry } from '../publish/lesson-html.ts'
import { mediaKey, type PublishedMedia } from '../publish/publish-media.ts'
import { severalAtOnce } from '../several-at-once.ts'
import { resolvePath } from '../source/resolve-path.ts'
import type { BlobTasks } from './blob-tasks.ts'
import type { LiveText, PlannedText } from './plan.ts'
import type { TextRendered, TextToRender } from './render-text.ts'

/** What rendering a text needs. */
export type RenderSources = {
  readonly tasks: Pick<BlobTasks, 'render'>
  readonly bucket: Bucket
  readonly database: Pick<Database, 'copyBinary'>
  readonly media: ReadonlyMap<string, PublishedMedia>
  readonly record: (reading: string, blob: string) => BlobRecord | null
  readonly target: (from: string, url: string) => LinkTarget | null
  readonly title: (text: PlannedText) => string
}

/** Texts whose documents are in the bucket, by `entryKey`, and their chunks for search, which the database keeps. */
export type RenderedTexts = {
  readonly live: ReadonlyMap<string, LiveText>
  readonly chunks: RenderedChunks
}

// Some are put while the next are made.
const sliceSize = 512

/** Makes the documents of texts and puts them, under keys of their content, before anything points at them. */
export const renderTexts = async (
  sources: RenderSources,
  texts: readonly PlannedText[],
  onText: (done: number, total: number) => void,
): Promise<RenderedTexts> => {
  const rendered = new Map<string, LiveText>()
  const run = randomUUID()
  let count = 0
  let putting: Promise<unknown> = Promise.resolve()
  for (let start = 0; start < texts.length; start += sliceSize) {
    const slice = texts.slice(start, start + sliceSize)
    const [made] = await Promise.all([
      sources.tasks.render(slice.map((text) => textToRender(sources, text))),
      putting,
    ])
    const done = slice.flatMap((text, at) => made.slice(at, at + 1).map((one) => ({ text, one })))
    const chunks = done.flatMap(({ text, one }) => chunksOf(text, one))
    count += chunks.length
    putting = Promise.all([
      severalAtOnce(done, putsAtOnce, ({ text, one }) => putOne(sources.bucket, text.item.id, one)),
      keepRendered(sources.database, run, chunks),
    ])
    // Awaited with the next slice; until then a failure must not count as unhandled.
    putting.catch(() => {})
    for (const { text, one } of done)
      rendered.set(entryKey(text.item.id, text.language), liveText(text, one))
    onText(rendered.size, texts.length)
  }
  await putting
  return { live: rendered, chunks: { run, count } }
}

const putOne = async (bucket: Bucket, id: string, { key, body }: TextRendered): Promise<void> => {
  await bucket.put(key, body, immutableHeaders(key, [itemTag(id)]), { kind: 'create' })
  reach('document-put')
}

const liveText = (
  { item, language, version, fingerprint }: PlannedText,
  { key }: TextRendered,
): LiveText => ({
  itemId: item.id,
  language,
  versionId: version.id,
  documentKey: key,
  fingerprint,
})

const chunksOf = (
  { item, language }: PlannedText,
  { chunker, chunks }: TextRendered,
): readonly LiveChunk[] => chunks.map((chunk) => ({ ...chunk, itemId: item.id, language, chunker }))

const textToRender = (sources: RenderSources, text: PlannedText): TextToRender => {
  const { item, language, reading, version } = text
  const links = new Map<string, string>()
  const media = new Map<string, MediaEntry>()
  for (const { url } of sources.record(reading, version.blob)?.links ?? []) {
    const found = sources.target(version.path, url)
    if (found !== null) links.set(url, `hma:${found.item.id}${found.anchor && `#${found.anchor}`}`)
    const entry = mediaEntry(sources, text, url)
    if (entry !== null) media.set(url, entry)
  }
  return {
    blob: version.blob,
    reading,
    id: item.id,
    type: item.type,
    language,
    version: version.number === '' ? null : version.number,
    commit: version.commit,
    title: sources.title(text),
    links,
    media,
  }
}

const mediaEntry = (sources: RenderSources, text: PlannedText, url: string): MediaEntry | null => {
  const path = resolvePath(text.version.path, url)?.path
  const blob = path === undefined ? undefined : text.version.media[path]
  if (path === undefined || blob === undefined) return null
  return sources.media.get(mediaKey(path, blob))?.entry ?? null
}
