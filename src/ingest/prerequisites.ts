import type { Diagnostic } from '../diagnostic.ts'
import type { BlobRecord, Item } from '../item.ts'
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
    const slugs = recordAt(item.path)?.fields?.prerequisites ?? []
    if (slugs.length === 0) continue
    before.set(
      item,
      slugs.flatMap((slug) => bySlug.get(slug) ?? []),
    )
    for (const slug of slugs) if (!bySlug.has(slug)) missing.push(missingLesson(item.path, slug))
  }
  return [...missing, ...inCircles(before).map(({ path }) => inCircle(path))]
}

/** The items that lie on a circle, or between two: those left when all that lead nowhere, or are led to by nothing, are gone. */
const inCircles = (before: ReadonlyMap<Item, readonly Item[]>): readonly Item[] => {
  const after = new Map<Item, Item[]>()
  for (const [item, others] of before) {
    for (const other of others) after.set(other, [...(after.get(other) ?? []), item])
  }
  const left = withoutEnds(withoutEnds(new Set(before.keys()), before, after), after, before)
  return [...left]
}

/** The items of a set but those from which no way leads on within it. */
const withoutEnds = (
  items: ReadonlySet<Item>,
  onward: ReadonlyMap<Item, readonly Item[]>,
  backward: ReadonlyMap<Item, readonly Item[]>,
): ReadonlySet<Item> => {
  const left = new Set(items)
  const waysOn = new Map(
    [...items].map((item) => [item, (onward.get(item) ?? []).filter((to) => items.has(to)).length]),
  )
  const ends = [...items].filter((item) => waysOn.get(item) === 0)
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    left.delete(end)
    for (const item of backward.get(end) ?? []) {
      const ways = (waysOn.get(item) ?? 0) - 1
      waysOn.set(item, ways)
      if (ways === 0) ends.push(item)
    }
  }
  return left
}

const warning = { line: 1, column: 1, severity: 'warning' } as const

const missingLesson = (path: string, slug: string): Diagnostic => ({
  path,
  ...warning,
  rule: 'PREREQUISITE_MISSING',
  message: `Expected a lesson with the slug ${quoted(slug)} among those to read before, got none.`,
  hint: 'Write its whole slug, for example `pillar/course/lesson`, or remove it.',
})

const inCircle = (path: string): Diagnostic => ({
  path,
  ...warning,
  rule: 'PREREQUISITE_CYCLE',
  message: 'Expected lessons to read before this one, got some that ask for this one first.',
  hint: 'Remove one of the prerequisites between them.',
})
