import type { Course, Pillar } from '../contracts/manifest.ts'
import type { Item } from '../item.ts'
import type { Hierarchy } from './hierarchy.ts'
import type { CourseRow, PillarRow } from './hierarchy-rows.ts'

/** A live item and its position among its siblings; null where its text gives none. */
export type OrderedItem = { readonly item: Item; readonly order: number | null }

/**
 * The pillars and courses of a release as its readers get them: only those that have live items, everything in the
 * order of its positions, then of slugs. What has no position comes last.
 */
export const publishedPillars = (
  { pillars, courses, placement }: Hierarchy,
  live: readonly OrderedItem[],
): readonly Pillar[] => {
  const members = Map.groupBy(live.toSorted(byPosition), ({ item }) => {
    const { pillarId, courseId } = placement(item)
    return courseId ?? pillarId
  })
  const itemsOf = (id: string): readonly string[] =>
    (members.get(id) ?? []).map(({ item }) => item.id)
  const coursesOf = (pillar: PillarRow): readonly Course[] =>
    courses
      .filter(({ pillarId, published }) => published && pillarId === pillar.id)
      .toSorted(byOrder)
      .map((course) => courseOf(course, pillar, itemsOf(course.id)))
  return pillars
    .filter(({ published }) => published)
    .toSorted(byOrder)
    .map((pillar) => ({
      slug: pillar.slug,
      name: pillar.name,
      description: pillar.description,
      icon: pillar.icon,
      color: /^#[\da-f]{6}$/i.test(pillar.color ?? '') ? pillar.color : null,
      courses: coursesOf(pillar),
      items: itemsOf(pillar.id),
    }))
}

const courseOf = (
  { slug, title, description, difficulty, hours, tags }: CourseRow,
  pillar: PillarRow,
  items: readonly string[],
): Course => ({
  slug: `${pillar.slug}/${slug}`,
  title,
  description,
  difficulty,
  hours: hours !== null && hours >= 0 ? hours : null,
  tags,
  items,
})

type Positioned = { readonly order: number | null; readonly slug: string }

const byOrder = (a: Positioned, b: Positioned): number =>
  compare(a.order ?? Number.POSITIVE_INFINITY, b.order ?? Number.POSITIVE_INFINITY) ||
  compare(a.slug, b.slug)

const byPosition = (a: OrderedItem, b: OrderedItem): number =>
  byOrder({ order: a.order, slug: a.item.slug }, { order: b.order, slug: b.item.slug })

const compare = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)
