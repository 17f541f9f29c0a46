import type { Diagnostic } from '../diagnostic.ts'
import type { BlobRecord, Item } from '../item.ts'
import { placeIn, prerequisitePlace } from '../lesson/field-places.ts'
import { quoted } from '../lesson/finding.ts'
import type { RecordedState } from '../state.ts'

/**
 * Lessons to be read before one that are not there, or that ask for that one themselves. Warnings, since one lesson
 * must not keep another from being published.
 */
export const prerequisiteDiagnostics = (
  { items, former }: Pick<RecordedState, 'items' | 'former'>,
  recordAt: (path: string) => BlobRecord | null,
): readonly Diagnostic[] => {
  const present = [...items.values()].filter((item) => item.present)
  const bySlug = new Map<string, Item>()
  for (const { slug, itemId } of former) {
    const item = items.get(itemId)
    if (item?.present === true) bySlug.set(slug, item)
  }
  for (const item of present) bySlug.set(item.slug, item)
  const missing: Diagnostic[] = []
  const before = new Map<Item, readonly Item[]>()
  for (const item of present) {
    const record = recordAt(item.path)
    const slugs = record?.fields?.prerequisites ?? []
    if (slugs.length === 0) continue
    before.set(
      item,
      slugs.flatMap((slug) => bySlug.get(slug) ?? []),
    )
    for (const slug of slugs) {
      if (bySlug.has(slug)) continue
      const place = placeIn(record?.places, prerequisitePlace(slug))
      missing.push(missingLesson({ path: item.path, ...place }, slug))
    }
  }
  const circles = inCircles(before).map(({ path }) =>
    inCircle({ path, ...placeIn(recordAt(path)?.places, 'prerequisites') }),
  )
  return [...missing, ...circles]
}

type Ways = ReadonlyMap<Item, readonly Item[]>

/** The items that can be reached from themselves: by the strongly connected components of S. R. Kosaraju's two walks. */
const inCircles = (before: Ways): readonly Item[] => {
  const after = new Map<Item, Item[]>()
  for (const [item, others] of before) {
    for (const other of others) {
      const known = after.get(other)
      if (known === undefined) after.set(other, [item])
      else known.push(item)
    }
  }
  const seen = new Set<Item>()
  const left = [...before.keys()].flatMap((item) => walkFrom(item, before, seen))
  const taken = new Set<Item>()
  return left.toReversed().flatMap((item) => {
    const component = walkFrom(item, after, taken)
    return component.length > 1 || before.get(item)?.includes(item) === true ? component : []
  })
}

/** The items not yet seen to which the ways lead from one, itself included, each behind all that it leads to. */
const walkFrom = (from: Item, ways: Ways, seen: Set<Item>): readonly Item[] => {
  const left: Item[] = []
  // A list, and no recursion: a chain of lessons may be as long as the academy.
  const open: { readonly item: Item; next: number }[] = []
  const enter = (item: Item): void => {
    if (seen.has(item)) return
    seen.add(item)
    open.push({ item, next: 0 })
  }
  enter(from)
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const onward = ways.get(top.item)?.[top.next]
    top.next += 1
    if (onward !== undefined) enter(onward)
    else {
      left.push(top.item)
      open.pop()
    }
  }
  return left
}

type At = Pick<Diagnostic, 'path' | 'line' | 'column'>

const missingLesson = (at: At, slug: string): Diagnostic => ({
  ...at,
  severity: 'error',
  rule: 'PREREQUISITE_MISSING',
  message: `Expected a lesson with the slug ${quoted(slug)} among those to read before, got none.`,
  hint: 'Write its whole slug, for example `pillar/course/lesson`, or remove it.',
})

const inCircle = (at: At): Diagnostic => ({
  ...at,
  severity: 'error',
  rule: 'PREREQUISITE_CYCLE',
  message: 'Expected lessons to read before this one, got some that ask for this one first.',
  hint: 'Remove one of the prerequisites between them.',
})
