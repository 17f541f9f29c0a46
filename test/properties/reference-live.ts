import { roleOf } from './content.ts'
import type { Model, ModelItem, ModelVersion, Track } from './reference-step.ts'

/** What the reference says readers and people find at a moment, in a form that can be compared. */
export type Expected = {
  /** `type slug language id commit` of each text. */
  readonly live: readonly string[]
  /** `pillar course slug id` of each lesson. */
  readonly lessons: readonly string[]
  /** `type slug id` of each item that is gone. */
  readonly archived: readonly string[]
  /** `type slug id` of each redirect. */
  readonly redirects: readonly string[]
  /** `id commit fit` of each version, in order. */
  readonly versions: readonly string[]
}

/** What must be live at `now`, archived, redirected and recorded. */
export const expectedOf = (model: Model, now: string): Expected => {
  const live = new Map(
    model.items.flatMap((item) => {
      const version = item.present ? liveVersion(item, now) : null
      return version === null ? [] : [[item, version] as const]
    }),
  )
  return {
    live: [
      ...[...live].map(([item, version]) => liveLine(item, 'en', version)),
      ...liveTranslations(model, new Set(live.keys()), now),
    ].toSorted(),
    lessons: [...live.keys()]
      .filter(({ type }) => type === 'lesson')
      .map(({ slug, id }) => `${slug.replaceAll('/', ' ')} ${id}`)
      .toSorted(),
    archived: model.items
      .filter(({ present }) => !present)
      .map(({ type, slug, id }) => `${type} ${slug} ${id}`)
      .toSorted(),
    redirects: redirectsOf(model, new Set(live.keys())),
    versions: model.items
      .flatMap(({ id, versions }) => versions.map(({ commit, fit }) => `${id} ${commit} ${fit}`))
      .toSorted(),
  }
}

const liveLine = (
  { type, slug, id }: ModelItem,
  language: string,
  { commit }: ModelVersion,
): string => `${type} ${slug} ${language} ${id} ${commit}`

/** The newest version that may be shown; none where the newest of all is a draft. */
const liveVersion = ({ versions }: Track, now: string): ModelVersion | null => {
  if (versions.at(-1)?.draft !== false) return null
  const due = ({ fit, draft, publishAt }: ModelVersion): boolean =>
    fit && !draft && (publishAt === null || `${publishAt}T00:00:00Z` <= now)
  return versions.findLast(due) ?? null
}

/** A translation belongs to the item at its source's path, else to the last that left it; one file for each language. */
const liveTranslations = (
  model: Model,
  live: ReadonlySet<ModelItem>,
  now: string,
): readonly string[] => {
  const owned = new Map<
    string,
    { readonly item: ModelItem; readonly language: string; readonly path: string }
  >()
  for (const path of [...model.translations.keys()].toSorted()) {
    const { source = '', language = '' } = roleOf(path) ?? {}
    const item =
      model.items.find((one) => one.present && one.path === source) ??
      model.leftPaths.findLast(({ name }) => name === source)?.item
    if (item?.present !== true) continue
    const key = `${item.id} ${language}`
    const rival = owned.get(key)
    const named = rival !== undefined && roleOf(rival.path)?.source === item.path
    if (!named) owned.set(key, { item, language, path })
  }
  return [...owned.values()].flatMap(({ item, language, path }) => {
    const track = model.translations.get(path)
    const version = track === undefined || !live.has(item) ? null : liveVersion(track, now)
    return version === null ? [] : [liveLine(item, language, version)]
  })
}

/** Slugs that were left for another and that no live item has; each leads to the last live item that had it. */
const redirectsOf = (model: Model, live: ReadonlySet<ModelItem>): readonly string[] => {
  const taken = new Set([...live].map(({ type, slug }) => `${type} ${slug}`))
  const found = new Map<string, string>()
  for (const { type, name, item } of model.leftSlugs) {
    const key = `${type} ${name}`
    if (live.has(item) && !taken.has(key)) found.set(key, item.id)
  }
  return [...found].map(([key, id]) => `${key} ${id}`).toSorted()
}
