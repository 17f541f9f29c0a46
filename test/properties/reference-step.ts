import { uuidOf } from '../../src/identifier.ts'
import {
  brokenMedia,
  bytesOf,
  type File,
  faultIn,
  type Role,
  resolved,
  roleOf,
  type TextFile,
  type Tree,
} from './content.ts'

/** A version as the reference sees it. */
export type ModelVersion = {
  readonly commit: string
  /** Equal for texts that say the same and show the same media. */
  readonly content: string
  readonly fit: boolean
  draft: boolean
  publishAt: string | null
}

/** Something with a history of versions: an item, or a translation file. */
export type Track = { readonly versions: ModelVersion[] }

/** An item as the reference sees it. */
export type ModelItem = Track & {
  readonly id: string
  type: Role['collection']
  slug: string
  path: string
  present: boolean
}

/** A slug or path that an item no longer has. */
export type Left = { readonly type: string; readonly name: string; readonly item: ModelItem }

/** What the commits so far came to. Grows with each. */
export type Model = {
  tree: Tree
  readonly items: ModelItem[]
  readonly translations: Map<string, Track>
  /** In the order in which they were left. */
  readonly leftSlugs: Left[]
  readonly leftPaths: Left[]
  /** Whether two files have one identity, so that nothing may be published. */
  conflict: boolean
}

/** A file of the tree as a text. */
export type Text = { readonly path: string; readonly role: Role; readonly file: TextFile }

/** The text at a path; null where there is none. */
export const textIn = (tree: Tree, path: string): Text | null => {
  const file = tree.get(path)
  const role = roleOf(path)
  return file?.kind === 'text' && role !== null ? { path, role, file } : null
}

/** Every text of a tree, items or translations. */
export const textsIn = (tree: Tree, translations: boolean): readonly Text[] =>
  [...tree.keys()].toSorted().flatMap((path) => {
    const text = textIn(tree, path)
    return text !== null && (text.role.language !== 'en') === translations ? [text] : []
  })

/** Whether front matter can be read. */
export const isReadable = ({ path, file }: Text): boolean => {
  const fault = faultIn(path, file)
  return fault !== 'yaml' && fault !== 'unclosed'
}

/** Whether a file says enough for a version: it can be read, and no other has its name but for capitals. */
export const isParsed = (tree: Tree, text: Text): boolean =>
  isReadable(text) &&
  ![...tree.keys()].some(
    (path) =>
      path !== text.path && roleOf(path) !== null && path.toLowerCase() === text.path.toLowerCase(),
  )

/** The id that a file declares and that can be read. */
export const declared = (text: Text): string | null =>
  text.role.language === 'en' && isReadable(text) ? text.file.id : null

const mediaOf = (tree: Tree, { path, file }: Text): readonly (readonly [string, File])[] => {
  const target = file.media === null ? null : resolved(path, file.media)
  const media = target === null ? undefined : tree.get(target)
  return target === null || media === undefined ? [] : [[target, media]]
}

/** All that makes a version: what the text says but for bookkeeping and layout, and the media that it shows. */
export const contentOf = (tree: Tree, text: Text): string => {
  const {
    id: _,
    draft: __,
    publishAt: ___,
    reformatted: ____,
    stamp: _____,
    fault: ______,
    ...said
  } = text.file
  return JSON.stringify([
    text.role.collection,
    said,
    faultIn(text.path, text.file) === 'enum',
    mediaOf(tree, text),
  ])
}

const isFit = (tree: Tree, text: Text): boolean =>
  isParsed(tree, text) &&
  faultIn(text.path, text.file) === null &&
  ![text.file.media, text.file.link].some((url) => url !== null && isFarOutside(text.path, url)) &&
  mediaOf(tree, text).every(
    ([, { kind, ...file }]) =>
      kind !== 'media' || !('variant' in file) || file.variant !== brokenMedia,
  )

// One step above the repository is only warned of.
const isFarOutside = (path: string, url: string): boolean =>
  resolved(path, url).startsWith('../../')

/** Adds a version where the content changed or is fit at last; else lets bookkeeping follow. */
export const settle = (tree: Tree, track: Track, text: Text, commit: string): void => {
  if (!isParsed(tree, text)) return
  const fit = isFit(tree, text)
  const fault = faultIn(text.path, text.file)
  const draft = text.file.draft && fault !== 'status'
  const publishAt = fault === 'date' ? null : text.file.publishAt
  const last = track.versions.at(-1)
  const content = contentOf(tree, text)
  if (last === undefined || last.content !== content || (fit && !last.fit)) {
    track.versions.push({ commit, content, fit, draft, publishAt })
    return
  }
  // A file at fault can withdraw its text, but not let it out.
  last.draft = draft || (last.draft && !fit)
  if (fit) last.publishAt = publishAt
}

/** Lines of a text that are not blank. */
const linesOf = ({ path, file }: Text): readonly string[] =>
  bytesOf(path, file)
    .toString()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Twice the equal lines over all lines of both. */
const likeness = (a: Text, b: Text): number => {
  const [old, now] = [linesOf(a), [...linesOf(b)]]
  const total = old.length + now.length
  const common = old.filter((line) => {
    const at = now.indexOf(line)
    if (at >= 0) now.splice(at, 1)
    return at >= 0
  })
  return (2 * common.length) / total
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/**
 * Whether a file that came is one that went, by its text: the same, or under the same file name half of
 * its lines, else three in five. No tree has one text twice, so there is at most one such file.
 */
export const isRenamed = (before: Tree, after: Tree, from: Text, to: Text): boolean => {
  if (from.role.collection !== to.role.collection || from.role.language !== to.role.language)
    return false
  if (bytesOf(from.path, from.file).equals(bytesOf(to.path, to.file))) return true
  const parsed = isReadable(from) && isReadable(to)
  if (parsed && digestOf(from) === digestOf(to)) return true
  if (after.has(from.path) || before.has(to.path)) return false
  return likeness(from, to) >= (nameOf(from.path) === nameOf(to.path) ? 0.5 : 0.6)
}

const digestOf = (text: Text): string => contentOf(new Map(), text)

/** The id of an item that a file brings: its own, that of the item last removed from its slug, or a derived one. */
export const idFor = (
  model: Model,
  text: Text,
  commit: string,
  asked: ReadonlySet<string>,
): string => {
  const { collection, slug } = text.role
  const gone = model.leftSlugs.findLast(
    ({ type, name, item }) =>
      type === collection &&
      name === slug &&
      !item.present &&
      item.slug === slug &&
      !asked.has(item.id),
  )
  const derived = uuidOf(collection, slug)
  const taken = asked.has(derived) || model.items.some(({ id }) => id === derived)
  return declared(text) ?? gone?.item.id ?? (taken ? uuidOf(collection, slug, commit) : derived)
}
