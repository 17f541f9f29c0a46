import type { BlobRecord } from '../item.ts'
import type { LessonShape } from '../lesson/lesson.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import { fileRecord, lessonRecord } from './parse-blob.ts'

/** Turns one blob's bytes into its record. The reading says how; see `BlobRecord`. */
export type ParseBlob = (reading: string, blob: string, bytes: Uint8Array) => BlobRecord

/** The parse step for Markdown of these shapes, and for all other readings. Pure: the same bytes give the same record. */
export const blobParser =
  (shapes: ReadonlyMap<string, LessonShape>): ParseBlob =>
  (reading, blob, bytes) => {
    const shape = shapes.get(reading)
    return shape === undefined
      ? fileRecord(reading, blob, bytes)
      : lessonRecord(reading, blob, bytes, readLesson(bytes, shape))
  }
