import type { BlobRecord } from '../item.ts'
import type { Places } from '../lesson/field-places.ts'
import type { LessonFields, LinkUse, Section } from '../lesson/lesson.ts'
import type { Structure } from '../lesson/structure.ts'

/**
 * A blob's record as it is kept and sent between threads. A large academy has a hundred thousand sections and as many
 * links; without their members' names, and without empty fields, all of it takes half the bytes.
 */
export type KeptBlob = Omit<
  BlobRecord,
  'fields' | 'outline' | 'links' | 'structure' | 'places' | 'lines'
> & {
  /** Records of earlier versions have none. */
  readonly places?: Places
  /** Its empty members are left out. */
  readonly structure?: Partial<Structure>
  readonly fields: Partial<LessonFields> | null
  readonly outline: readonly KeptSection[]
  readonly links: readonly KeptLink[]
}

type KeptSection = readonly [
  depth: number,
  title: string,
  anchor: string,
  digest: string,
  words: number,
]
type KeptLink = readonly [url: string, line: number, column: number, kind?: LinkUse['kind']]

/** The JSON text of a record. Line hashes, which belong to one run, are not in it. */
export const blobJson = ({ lines: _, structure, ...record }: BlobRecord): string => {
  const kept: KeptBlob = {
    ...record,
    fields: record.fields === null ? null : withoutEmpty(record.fields),
    ...(structure === null ? {} : { structure: withoutEmpty(structure) }),
    outline: record.outline.map(({ depth, title, anchor, digest, words }) => [
      depth,
      title,
      anchor,
      digest,
      words,
    ]),
    links: record.links.map(({ kind, url, line, column }) =>
      kind === 'image' ? [url, line, column, kind] : [url, line, column],
    ),
  }
  return JSON.stringify(kept)
}

/** The record that was kept. */
export const blobRecord = ({
  fields,
  outline,
  links,
  places = {},
  structure,
  ...kept
}: KeptBlob): BlobRecord => ({
  ...kept,
  places,
  structure: structure === undefined ? null : { ...emptyStructure, ...structure },
  fields: fields === null ? null : { ...emptyFields, ...fields },
  outline: outline.map(
    ([depth, title, anchor, digest, words]): Section => ({ depth, title, anchor, digest, words }),
  ),
  links: links.map(([url, line, column, kind = 'link']): LinkUse => ({ kind, url, line, column })),
})

const emptyFields: LessonFields = {
  id: null,
  slug: null,
  title: null,
  description: null,
  draft: false,
  tags: [],
  author: null,
  reviewer: null,
  difficulty: null,
  durationMinutes: null,
  order: null,
  objectives: [],
  prerequisites: [],
  publishAt: null,
  unpublishAt: null,
  sourceBlob: null,
}

const emptyStructure: Structure = { code: 0, divisions: [], quizzes: [], placeholders: [] }

const isEmpty = (value: unknown): boolean =>
  value === null || value === false || (Array.isArray(value) && value.length === 0)

const withoutEmpty = <T extends object>(members: T): Partial<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value))) as Partial<T>
