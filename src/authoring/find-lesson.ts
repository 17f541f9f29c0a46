import { posix } from 'node:path'
import type { Collection } from '../config.ts'
import { ContentError } from '../errors.ts'
import type { Item } from '../item.ts'
import { quoted } from '../lesson/finding.ts'
import { nearestWord } from '../lesson/nearest-word.ts'
import { filesMeant } from '../named-file.ts'
import type { Academy } from './academy.ts'

/** The lesson that an author names by its path, its directory or its slug; null where there is none. */
export const findLesson = ({ items, sources }: Academy, named: string): Item | null => {
  const path = tidied(named)
  for (const file of filesMeant(path)) {
    const item = items.get(file)
    if (item !== undefined) return item
    const role = sources.classify(file)
    if (role.kind === 'translation' && items.has(role.sourcePath)) {
      throw new ContentError('USAGE', `${quoted(file)} is a translation.`, {
        hint: `Name its lesson, \`${role.sourcePath}\`; the translations go with it.`,
      })
    }
  }
  return [...items.values()].find(({ slug }) => slug === path) ?? null
}

/** A path or slug as it is compared: without `./` before it and without a slash behind it. */
export const tidied = (named: string): string => {
  const path = posix.normalize(named).replace(/\/$/, '')
  if (path !== '.' && path !== '..' && !path.startsWith('../') && !path.startsWith('/')) return path
  throw new ContentError(
    'USAGE',
    `Expected a path of the repository or a slug, got ${quoted(named)}.`,
    {
      hint: 'Paths count from the top of the repository.',
    },
  )
}

/** What is thrown where an author names something that is not there. */
export const noLesson = (academy: Academy, named: string): ContentError => {
  const known = [...academy.items.values()].flatMap(({ slug, path }) => [slug, path])
  const nearest = nearestWord(tidied(named), known)
  const isUnread = filesMeant(tidied(named)).some(
    (path) => academy.state.tree.has(path) && academy.sources.classify(path).kind === 'item',
  )
  const hint = isUnread
    ? 'See what `hma-content validate` says of it, and mend that first.'
    : nearest === null
      ? 'Name a lesson by its path or its whole slug.'
      : `Did you mean \`${nearest}\`?`
  const found = isUnread ? 'one that cannot be read' : 'none'
  return new ContentError('USAGE', `Expected a lesson at ${quoted(named)}, got ${found}.`, { hint })
}

/** A directory of lessons that an author names by its path, or by the first parts of its lessons' slugs. */
export type NamedDirectory = { readonly path: string; readonly by: 'path' | 'slug' }

/** The directory of lessons that is named so; null where no lesson lies below it. */
export const findDirectory = (academy: Academy, named: string): NamedDirectory | null => {
  const path = tidied(named)
  const items = [...academy.items.values()]
  if (items.some((item) => item.path.startsWith(`${path}/`))) return { path, by: 'path' }
  const item = items.find(({ slug }) => slug.startsWith(`${path}/`))
  const directory = item === undefined ? null : slugDirectory(academy, item, path)
  return directory === null ? null : { path: directory, by: 'slug' }
}

/** The directory of the items whose slugs begin so, by the pattern of one of them. */
export const slugDirectory = (
  { sources }: Academy,
  { path }: Item,
  start: string,
): string | null => {
  const role = sources.classify(path)
  if (role.kind !== 'item') return null
  const { files } = role.collection
  const values = start.split('/')
  const names = slugNames(role.collection)
  const last = names[values.length - 1]
  if (last === undefined) return null
  const parts = {
    ...files.match(path),
    ...Object.fromEntries(values.map((value, at) => [names[at], value])),
  }
  return files.directory(last)?.format(parts) ?? null
}

/** The parts of a pattern that make the slug, in their order. */
export const slugNames = ({ files }: Collection): readonly string[] =>
  files.names.filter((name) => name !== 'language')

/** The path for an item that an author names by a path, a directory or a slug; null where its collection has none such. */
export const newPath = ({ sources }: Academy, { path }: Item, named: string): string | null => {
  const role = sources.classify(path)
  if (role.kind !== 'item') return null
  const { collection } = role
  const to = tidied(named)
  const isOf = (file: string): boolean => {
    const found = sources.classify(file)
    return found.kind === 'item' && found.collection.name === collection.name
  }
  const name = posix.basename(path)
  const fixed = !posix.basename(collection.files.text).includes('{')
  const asPath = [to, fixed ? `${to}/${name}` : to + posix.extname(name)].find(isOf)
  if (asPath !== undefined) return asPath
  return isPathOf(collection, to) ? null : slugPath(collection, path, to)
}

/** Whether what an author names can only be a path: it lies where the collection does. */
export const isPathOf = ({ files }: Collection, named: string): boolean =>
  files.prefix !== '' && named.startsWith(files.prefix)

/** The path of the collection that gives this slug, other parts than the slug's as in another path. */
const slugPath = (collection: Collection, like: string, slug: string): string | null => {
  const { files } = collection
  const names = slugNames(collection)
  const values = slug.split('/')
  const deep = names.findIndex((name) => files.text.includes(`{${name}...}`))
  const surplus = values.length - names.length
  if (surplus < 0 || (surplus > 0 && deep === -1)) return null
  const joined =
    deep === -1
      ? values
      : [
          ...values.slice(0, deep),
          values.slice(deep, deep + surplus + 1).join('/'),
          ...values.slice(deep + surplus + 1),
        ]
  const parts = Object.fromEntries(names.map((name, at) => [name, joined[at] ?? '']))
  const path = files.format({ ...files.match(like), ...parts })
  return files.match(path) === null ? null : path
}
