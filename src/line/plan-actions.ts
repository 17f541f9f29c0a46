import { entryKey, type Item, type Translation } from '../item.ts'
import { describeLack, type ReviewedText } from '../review.ts'
import { keepsBack } from '../severities.ts'
import type { LiveText, PlanInput, PlannedText } from './plan.ts'

/** What happens to one item or translation, and why. */
export type Action = {
  readonly action: 'create' | 'update' | 'keep' | 'archive' | 'quarantine'
  readonly reason: string
  readonly type: string
  readonly slug: string
  readonly path: string
  /** Only of a translation. */
  readonly language?: string
}

type ActionInput = PlanInput & {
  readonly texts: readonly PlannedText[]
  /** Path of a translation → id of the present item it belongs to. */
  readonly owners: ReadonlyMap<string, string>
}

/** Texts by `entryKey`: those to be live, and those that are. */
type Texts = {
  readonly planned: ReadonlyMap<string, PlannedText>
  readonly live: ReadonlyMap<string, LiveText>
  readonly pins: ReadonlyMap<string, unknown>
  readonly archived: ReadonlySet<string>
  readonly reviewed: ReadonlyMap<string, ReviewedText>
}

/** One action for each file of the head and each item that went, by slug, translations after their item. */
export const planActions = (input: ActionInput): readonly Action[] => {
  const texts: Texts = {
    planned: new Map(input.texts.map((text) => [entryKey(text.item.id, text.language), text])),
    live: input.recorded.live,
    pins: input.obeyed.pins,
    archived: input.obeyed.archived,
    reviewed: input.obeyed.reviewed,
  }
  const items = [...input.replay.state.items.values()].flatMap((item) => {
    const action = itemAction(input, item, texts)
    return action === null ? [] : [action]
  })
  const translations = [...input.replay.state.translations.values()].map((translation) =>
    translationAction(input, translation, texts),
  )
  const removed = [...input.recorded.state.translations.values()]
    .filter(({ path }) => !input.replay.state.translations.has(path))
    .map(
      (translation): Action => ({
        ...about(input, translation),
        action: 'archive',
        reason: 'gone',
      }),
    )
  return [...items, ...unreadable(input), ...translations, ...removed].toSorted(
    (a, b) =>
      compare(a.slug, b.slug) ||
      compare(a.language ?? '', b.language ?? '') ||
      compare(a.path, b.path),
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const itemAction = (input: ActionInput, item: Item, texts: Texts): Action | null => {
  const before = input.recorded.state.items.get(item.id)
  const base = { type: item.type, slug: item.slug, path: item.path }
  if (!item.present) {
    return before?.present === true
      ? { action: 'archive', reason: 'gone from the branch', ...base }
      : null
  }
  if (item.quarantined) return { ...quarantine(input, item.path, before), ...base }
  const key = entryKey(item.id, input.config.source.language)
  if (before === undefined) {
    const missing = approvalMissing(texts, key)
    const reason = missing === null ? newReason(item, input.now) : `new, ${missing}`
    return { action: 'create', reason, ...base }
  }
  if (texts.archived.has(item.id)) {
    const isLive = texts.live.has(key)
    return { action: isLive ? 'update' : 'keep', reason: 'archived by a decision', ...base }
  }
  return { ...update(itemReason(before, item), item, texts, key), ...base }
}

type Held = Pick<Item, 'path' | 'quarantined' | 'track'>

const quarantine = (
  input: ActionInput,
  path: string,
  before: Held | undefined,
): Pick<Action, 'action' | 'reason'> =>
  before?.quarantined === true && sameFile(input, path, before.path)
    ? { action: 'keep', reason: 'still quarantined' }
    : { action: 'quarantine', reason: firstError(input, path) }

const update = (
  reason: string | null,
  file: Held,
  texts: Texts,
  key: string,
): Pick<Action, 'action' | 'reason'> => {
  if (isPinnedAsLive(texts, key)) return { action: 'keep', reason: 'pinned' }
  const missing = approvalMissing(texts, key)
  if (missing !== null && isAsLive(texts, key)) return { action: 'keep', reason: missing }
  const why =
    reason ?? liveReason(texts.live.get(key), texts.planned.get(key), texts.reviewed.has(key))
  if (why !== null) return { action: 'update', reason: why }
  const draft = file.track.current?.draft === true
  return { action: 'keep', reason: draft ? 'a draft' : 'unchanged' }
}

const isPinnedAsLive = (texts: Texts, key: string): boolean =>
  texts.pins.has(key) && isAsLive(texts, key)

const isAsLive = ({ live, planned }: Texts, key: string): boolean =>
  live.get(key)?.fingerprint === planned.get(key)?.fingerprint

/** What keeps the newest version of a text from being live, where that is people’s to say; else null. */
const approvalMissing = ({ reviewed }: Texts, key: string): string | null => {
  const text = reviewed.get(key)
  if (text === undefined) return null
  if (text.rejected) return 'sent back by a reviewer'
  return text.lacks.length === 0 ? null : `waits: ${text.lacks.map(describeLack).join(', ')}`
}

const newReason = (item: Item, now: string): string => {
  const { current } = item.track
  if (current?.draft === true) return 'new, a draft'
  return current?.publishAt != null && current.publishAt > now
    ? `new, due ${current.publishAt}`
    : 'new'
}

const itemReason = (before: Item, after: Item): string | null => {
  if (!before.present) return 'restored'
  if (before.slug !== after.slug) return `renamed from ${before.slug}`
  return fileReason(before, after)
}

/** What happened to a file since it was recorded, as far as it matters to its item or translation. */
const fileReason = (before: Held, after: Held): string | null => {
  if (before.path !== after.path) return `moved from ${before.path}`
  const [old, now] = [before.track.current, after.track.current]
  if (old?.id !== now?.id) return old?.blob === now?.blob ? 'its media changed' : 'edited'
  if (before.quarantined) return 'fit again'
  if (old?.draft !== now?.draft)
    return now?.draft === true ? 'withdrawn, now a draft' : 'no longer a draft'
  if (old?.publishAt !== now?.publishAt || old?.unpublishAt !== now?.unpublishAt)
    return 'rescheduled'
  return null
}

const liveReason = (
  live: LiveText | undefined,
  text: PlannedText | undefined,
  reviewed: boolean,
): string | null => {
  if (text === undefined) return live === undefined ? null : 'no longer to be live'
  if (live === undefined) return 'not released yet'
  if (live.versionId !== text.version.id) return reviewed ? 'approved' : 'its time has come'
  return live.fingerprint === text.fingerprint ? null : 'what it links to changed'
}

const translationAction = (input: ActionInput, translation: Translation, texts: Texts): Action => {
  const base = about(input, translation)
  const before = input.recorded.state.translations.get(translation.path)
  if (translation.quarantined) return { ...quarantine(input, translation.path, before), ...base }
  const owner = input.owners.get(translation.path)
  const key = entryKey(owner ?? '', translation.language)
  if (before === undefined) {
    const missing = approvalMissing(texts, key)
    return { action: 'create', reason: missing === null ? 'new' : `new, ${missing}`, ...base }
  }
  if (owner === undefined) return { action: 'keep', reason: 'orphaned', ...base }
  return { ...update(fileReason(before, translation), translation, texts, key), ...base }
}

const about = (
  input: ActionInput,
  translation: Translation,
): Pick<Action, 'type' | 'slug' | 'path' | 'language'> => {
  const role = input.sources.classify(translation.sourcePath)
  return {
    type: role.kind === 'item' ? role.collection.type : translation.collection,
    slug: role.kind === 'item' ? role.slug : translation.sourcePath,
    path: translation.path,
    language: translation.language,
  }
}

/** Files of a collection that say too little to be an item. */
const unreadable = (input: ActionInput): readonly Action[] => {
  const held = new Set(
    [...input.replay.state.items.values()].filter(({ present }) => present).map(({ path }) => path),
  )
  return [...input.replay.state.tree.keys()].flatMap((path): Action[] => {
    const role = input.sources.classify(path)
    if (role.kind !== 'item' || held.has(path)) return []
    const base = { type: role.collection.type, slug: role.slug, path }
    return sameFile(input, path, path)
      ? [{ action: 'keep', reason: 'still quarantined', ...base }]
      : [{ action: 'quarantine', reason: firstError(input, path), ...base }]
  })
}

const sameFile = (input: ActionInput, path: string, before: string): boolean => {
  const old = input.recorded.state.tree.get(before)
  const now = input.replay.state.tree.get(path)
  return old !== undefined && old.oid === now?.oid && old.mode === now.mode && before === path
}

const firstError = ({ diagnostics }: ActionInput, path: string): string =>
  diagnostics.find((found) => found.path === path && keepsBack(found))?.rule ??
  'cannot be published'
