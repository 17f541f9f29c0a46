import type { FormerSlug, Item, Translation } from './item.ts'

/** A file of the repository at a commit: mode and blob. */
export type Entry = { readonly mode: string; readonly oid: string }

/** A pillar's or course's file at the head. */
export type HierarchyFile = {
  readonly kind: 'pillar' | 'course'
  readonly path: string
  readonly entityId: string
  /** Dates of the commits that brought it and that last changed it; ISO 8601, UTC. */
  readonly created: string
  readonly updated: string
  readonly blob: string
}

/**
 * What is recorded of the publish branch at one commit. Together with the commits that follow, it
 * determines everything; so what is loaded from the database must equal what a run from the root
 * would hold at the same commit.
 */
export type RecordedState = {
  readonly commit: string | null
  /** First-parent ordinal of `commit`; 0 before the first. */
  readonly ordinal: number
  readonly tree: ReadonlyMap<string, Entry>
  readonly items: ReadonlyMap<string, Item>
  readonly translations: ReadonlyMap<string, Translation>
  readonly hierarchy: ReadonlyMap<string, HierarchyFile>
  readonly former: readonly FormerSlug[]
}

/** The state before the first commit. */
export const emptyState: RecordedState = {
  commit: null,
  ordinal: 0,
  tree: new Map(),
  items: new Map(),
  translations: new Map(),
  hierarchy: new Map(),
  former: [],
}

/** Key of a slug among items of its type. */
export const slugKey = (type: string, slug: string): string => `${type} ${slug}`

/** Former slugs in the order in which they were left; one of a removed item is noted only when it comes back elsewhere. */
export const inOrderLeft = <T extends Pick<FormerSlug, 'ordinal'>>(
  former: readonly T[],
): readonly T[] => former.toSorted((a, b) => a.ordinal - b.ordinal)

/** The item that lies, or once lay, at a path: present ones first, then the last to leave it. */
export const itemByPath = (
  state: Pick<RecordedState, 'items' | 'former'>,
): ((path: string) => Item | null) => {
  const items = [...state.items.values()]
  const gone = items
    .filter(({ present }) => !present)
    .map((item) => ({ path: item.path, itemId: item.id, ordinal: item.gone }))
  const index = new Map<string, string>()
  for (const { path, itemId } of inOrderLeft([...state.former, ...gone])) index.set(path, itemId)
  for (const item of items) if (item.present) index.set(item.path, item.id)
  return (path) => {
    const id = index.get(path)
    return (id === undefined ? undefined : state.items.get(id)) ?? null
  }
}
