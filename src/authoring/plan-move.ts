import { posix } from 'node:path'
import { ContentError } from '../errors.ts'
import { itemSlug } from '../ingest/slug.ts'
import type { Item } from '../item.ts'
import { quoted } from '../lesson/finding.ts'
import { slugKey } from '../state.ts'
import { type Academy, type OpenAcademy, recordAt } from './academy.ts'
import {
  findDirectory,
  findLesson,
  isPathOf,
  newPath,
  noLesson,
  slugDirectory,
  tidied,
} from './find-lesson.ts'
import type { Meaning } from './link-meaning.ts'
import { movedCandidates, unpairedLessons } from './pair-moved.ts'
import { type PlannedEdit, planEdit, unreadTexts } from './plan-edit.ts'
import { type Relocation, relocateDirectory, relocateLesson } from './relocation.ts'
import type { Wanted } from './rewrite-links.ts'

/** A move, worked out to the last byte. */
export type PlannedMove = PlannedEdit & {
  /** Lessons whose text changes so much that history would take them for new ones. */
  readonly unpaired: readonly string[]
  /** Texts that cannot be read, so that links in them stay as they are. */
  readonly unread: readonly string[]
}

/** What moves: where files go, and what the front matter of a lesson is to say for its slug. */
type Move = { readonly relocation: Relocation; readonly slugs: ReadonlyMap<string, string> }

/**
 * Plans to give a lesson, or all in a directory of lessons, another path or slug, so that every link leads where it led.
 * @throws ContentError `USAGE` for names that mean nothing, `REFUSED` where the move would do harm
 */
export const planMove = async (
  open: OpenAcademy,
  from: string,
  to: string,
): Promise<PlannedMove> => {
  const { academy } = open
  const { relocation, slugs } = findMove(academy, from, to)
  checkRoles(academy, relocation)
  const items = movedItems(academy, relocation, slugs)
  const old = await movedCandidates(open, relocation.files.keys())
  const unread = unreadTexts(academy)
  const redirected = [...academy.state.items.values()].flatMap((item) => {
    const now = items.get(item.id)?.slug ?? item.slug
    return now === item.slug ? [] : [{ item, from: item.slug, to: now }]
  })
  const added = new Set(await open.newAmong(redirected.map(({ item }) => item.path)))
  const planned = await planEdit(open, {
    moved: relocation.files,
    deleted: new Set(),
    items,
    slugs,
    redirected,
    unknown: new Set(redirected.flatMap(({ item, from }) => (added.has(item.path) ? [from] : []))),
    wanted: wantedAfter(academy, relocation, items),
  })
  return {
    ...planned,
    unpaired: await unpairedLessons(open, planned, old),
    unread,
  }
}

const findMove = (academy: Academy, from: string, to: string): Move => {
  const lesson = from.endsWith('/') ? null : findLesson(academy, from)
  if (lesson !== null) return lessonMove(academy, lesson, to)
  const directory = findDirectory(academy, from)
  if (directory === null) throw noLesson(academy, from)
  const first = [...academy.items.values()].find(({ path }) =>
    path.startsWith(`${directory.path}/`),
  )
  const role = first === undefined ? null : academy.sources.classify(first.path)
  const isPath =
    directory.by === 'path' || role?.kind !== 'item' || isPathOf(role.collection, tidied(to))
  const target =
    isPath || first === undefined ? tidied(to) : slugDirectory(academy, first, tidied(to))
  if (target === null) throw noPlace(academy, first, to)
  if (target === directory.path) throw samePlace(to)
  return { relocation: relocateDirectory(academy, directory.path, target), slugs: new Map() }
}

const lessonMove = (academy: Academy, lesson: Item, to: string): Move => {
  const path = newPath(academy, lesson, to)
  const role = academy.sources.classify(lesson.path)
  if (path === null || role.kind !== 'item') throw noPlace(academy, lesson, to)
  // Who names a slug means the address, which the front matter may have its own word for.
  const own = recordAt(academy, lesson.path)?.fields?.slug ?? null
  const last = posix.basename(tidied(to))
  const bySlug = path !== tidied(to) && !isPathOf(role.collection, tidied(to))
  const slugs = new Map(own !== null && bySlug && own !== last ? [[lesson.path, last]] : [])
  if (path === lesson.path && slugs.size === 0) throw samePlace(to)
  const relocation = relocateLesson(academy, lesson.path, path)
  return { relocation: path === lesson.path ? stay : relocation, slugs }
}

const stay: Relocation = { files: new Map(), at: (path) => path }

const samePlace = (to: string): ContentError =>
  new ContentError('USAGE', `Expected another place than the present one, got ${quoted(to)}.`)

const noPlace = ({ sources }: Academy, item: Item | undefined, to: string): ContentError => {
  const role = item === undefined ? null : sources.classify(item.path)
  const wanted = role?.kind === 'item' ? `\`${role.collection.files.text}\`` : 'the pattern'
  return new ContentError(
    'USAGE',
    `Expected a path or slug that ${wanted} takes, got ${quoted(to)}.`,
    {
      hint: 'A lesson stays in its collection; name a whole path, or a whole slug.',
    },
  )
}

/** A file that is something else at its new path would be another thing to every reader. */
const checkRoles = ({ sources }: Academy, { files }: Relocation): void => {
  const roleOf = (path: string): string => {
    const role = sources.classify(path)
    const isText = role.kind === 'item' || role.kind === 'translation'
    return isText ? `${role.kind} ${role.collection.name}` : role.kind
  }
  const changed = [...files].find(([from, to]) => roleOf(from) !== roleOf(to))
  if (changed === undefined) return
  const [from, to] = changed
  throw new ContentError('REFUSED', `\`${from}\` would not be at \`${to}\` what it is.`, {
    hint: 'Move to a place that the patterns of the configuration take in the same way.',
  })
}

const movedItems = (
  academy: Academy,
  { files }: Relocation,
  slugs: ReadonlyMap<string, string>,
): ReadonlyMap<string, Item> => {
  const items = new Map<string, Item>()
  for (const item of academy.state.items.values()) {
    const path = files.get(item.path) ?? item.path
    const role = academy.sources.classify(path)
    const record = recordAt(academy, item.path)
    const own = slugs.get(item.path)
    if (role.kind !== 'item' || record === null || (path === item.path && own === undefined)) {
      items.set(item.id, item)
      continue
    }
    const slug = own === undefined ? itemSlug(role.slug, record) : withLast(role.slug, own)
    items.set(item.id, { ...item, path, slug })
  }
  const holders = new Map<string, Item>()
  for (const item of items.values()) {
    const other = holders.get(slugKey(item.type, item.slug))
    if (other !== undefined) throw slugTaken(item, other)
    holders.set(slugKey(item.type, item.slug), item)
  }
  return items
}

const withLast = (slug: string, last: string): string => posix.join(posix.dirname(slug), last)

const slugTaken = (item: Item, other: Item): ContentError =>
  new ContentError(
    'REFUSED',
    `\`${item.path}\` and \`${other.path}\` would have one slug, \`${item.slug}\`.`,
    {
      hint: 'Choose another slug, or delete one of the two with `hma-content delete --redirect`.',
    },
  )

/** What every link means goes where it goes. */
const wantedAfter =
  ({ sources, state }: Academy, { at }: Relocation, items: ReadonlyMap<string, Item>) =>
  ({ path, item }: Meaning): Wanted => {
    const role = sources.classify(path)
    const source = role.kind === 'translation' ? role.sourcePath : path
    // A path that only leads to its item, by `redirects.yaml`, goes nowhere.
    const leads = item !== null && item.path !== source && !state.tree.has(path)
    return {
      path: leads ? path : at(path),
      item: item === null ? null : (items.get(item.id) ?? item),
      hasAnchor: () => true,
    }
  }
