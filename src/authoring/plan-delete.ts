import { ContentError } from '../errors.ts'
import type { Item } from '../item.ts'
import { quoted } from '../lesson/finding.ts'
import { redirectsPath } from '../redirects.ts'
import { type Academy, type OpenAcademy, recordAt } from './academy.ts'
import { findLesson, noLesson } from './find-lesson.ts'
import type { Meaning } from './link-meaning.ts'
import { type Intention, type PlannedEdit, planEdit, unreadTexts } from './plan-edit.ts'
import { filesOf } from './relocation.ts'
import type { Wanted } from './rewrite-links.ts'

/** A deletion, worked out to the last byte; its findings are the links and prerequisites that would lead nowhere. */
export type PlannedDelete = PlannedEdit & { readonly unread: readonly string[] }

/**
 * Plans to delete a lesson with its translations and the media that only they use. Where another lesson is named, links
 * and the old address lead there instead.
 * @throws ContentError `USAGE` for names that mean nothing, `REFUSED` where a link cannot be kept
 */
export const planDelete = async (
  open: OpenAcademy,
  named: string,
  redirect: string | null,
): Promise<PlannedDelete> => {
  const { academy } = open
  const item = findLesson(academy, named)
  if (item === null) throw noLesson(academy, named)
  const other = redirect === null ? null : otherLesson(academy, item, redirect)
  const deleted = new Set(filesOf(academy, item.path))
  const items = new Map([...academy.state.items].filter(([id]) => id !== item.id))
  const redirected = other === null ? [] : [{ item, from: item.slug, to: other.slug }]
  const unread = unreadTexts(academy)
  const planned = await planEdit(open, {
    moved: new Map(),
    deleted,
    items,
    slugs: new Map(),
    redirected,
    unknown: new Set(),
    wanted: wantedWithout(academy, item, other),
  })
  return { ...planned, unread }
}

const otherLesson = (academy: Academy, item: Item, named: string): Item => {
  const other = findLesson(academy, named)
  if (other === null) throw noLesson(academy, named)
  const fileOf = ({ path }: Item): string => {
    const role = academy.sources.classify(path)
    return role.kind === 'item' ? redirectsPath(role.collection) : ''
  }
  if (other.id !== item.id && other.type === item.type && fileOf(other) === fileOf(item)) {
    return other
  }
  throw new ContentError(
    'USAGE',
    `Expected another lesson of the same kind, got ${quoted(named)}.`,
    {
      hint: `A redirect leads from one ${item.type} to another of the same directory.`,
    },
  )
}

/** Links to the deleted lesson mean the other one, in their own language where it is translated; all others what they meant. */
const wantedWithout =
  (academy: Academy, item: Item, other: Item | null): Intention['wanted'] =>
  (meaning): Wanted | null => {
    if (meaning.item?.id !== item.id) return { ...meaning, hasAnchor: () => true }
    if (other === null) return null
    const path = pathInstead(academy, meaning, other)
    const anchors = new Set(recordAt(academy, path)?.outline.map(({ anchor }) => anchor))
    return {
      path,
      item: other,
      hasAnchor: (anchor) => anchor === '' || anchors.has(decoded(anchor)),
    }
  }

const pathInstead = ({ sources, state }: Academy, { path }: Meaning, other: Item): string => {
  const role = sources.classify(path)
  if (role.kind !== 'translation') return other.path
  const language = role.collection.translations?.match(path)?.language ?? ''
  const parts = { ...role.collection.files.match(other.path), language }
  const translated = role.collection.translations?.format(parts) ?? ''
  return state.tree.has(translated) ? translated : other.path
}

const decoded = (anchor: string): string => {
  try {
    return decodeURIComponent(anchor)
  } catch {
    return anchor
  }
}
