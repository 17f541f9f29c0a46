import type { Config } from '../config.ts'
import { visibleText } from '../embed/visible-text.ts'
import type { Item } from '../item.ts'
import { decodeText } from '../lesson/decode-text.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import type { ObjectReader } from '../source/objects.ts'
import { lacking } from '../source/stored-commit.ts'
import { parseLimit, shapesByReading } from './parse-blob.ts'

/** A version of an item as its author wrote it, and as readers see its words; empty where it cannot be read. */
export type VersionText = { readonly source: string; readonly rendered: string }

/**
 * Reads versions of an item by their blobs.
 * @throws ContentError `GIT` where the repository lacks one, as a clone or mirror that is behind does
 */
export const versionTexts =
  (config: Config, objects: Pick<ObjectReader, 'read'>, { collection }: Pick<Item, 'collection'>) =>
  async (blob: string | null): Promise<VersionText> => {
    const found = blob === null ? null : await objects.read(blob, parseLimit(collection))
    if (found?.kind === 'missing') throw lacking('blob', blob ?? '')
    if (found?.kind !== 'blob') return { source: '', rendered: '' }
    const shape = shapesByReading(config).get(collection)
    const lesson = shape === undefined ? null : readLesson(found.bytes, shape).lesson
    return {
      source: decodeText(found.bytes).text ?? '',
      rendered: lesson === null ? '' : visibleText(lesson.tree).trim(),
    }
  }
