import type { Finding } from '../diagnostic.ts'
import type { MadeFrom, Version } from '../item.ts'
import type { HierarchyFile } from '../state.ts'
import type { ChangeType } from './change-type.ts'

/** A row to be of `versions.content_versions`. `before` is the blob of the version it follows, `length` its own lines. */
export type NewVersion = {
  readonly itemId: string
  readonly version: Version
  readonly changeType: ChangeType
  readonly summary: string
  readonly changedBy: string | null
  readonly before: string | null
  readonly length: number
  readonly findings: readonly Finding[]
}

/** A row to be of `pipeline.translation_versions`. */
export type NewTranslationVersion = {
  readonly collection: string
  readonly language: string
  readonly version: Version
  readonly madeFrom: MadeFrom
  readonly changedBy: string | null
  readonly findings: readonly Finding[]
}

/** A row to be of `pipeline.hierarchy_versions`. */
export type NewHierarchyVersion = HierarchyFile & {
  readonly id: string
  readonly commit: string
  readonly ordinal: number
  readonly date: string
}
