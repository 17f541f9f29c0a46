import type { Tree } from './content.ts'
import {
  declared,
  idFor,
  isParsed,
  isReadable,
  isRenamed,
  type Model,
  type ModelItem,
  settle,
  type Text,
  textIn,
  textsIn,
} from './reference-step.ts'

/** The reference before the first commit. */
export const emptyModel = (): Model => ({
  tree: new Map(),
  items: [],
  translations: new Map(),
  leftSlugs: [],
  leftPaths: [],
  conflict: false,
})

/**
 * What one commit of the line does, by the plainest reading of the rules: who left a path, who came, which
 * of them are one; who has which slug; what is a version. Everything is looked at in every commit.
 */
export const advance = (model: Model, after: Tree, commit: string): void => {
  const before = model.tree
  model.tree = after
  moveItems(model, before, after)
  model.conflict = !settleSlugs(model)
  const without = textsIn(after, false).filter(({ path }) => itemAt(model, path) === null)
  const asked = new Set(without.flatMap((text) => declared(text) ?? []))
  for (const text of without) admit(model, text, commit, asked)
  if (without.some((text) => isDenied(model, text))) model.conflict = true
  for (const item of model.items) {
    const text = textIn(after, item.path)
    if (!item.present || text === null || isMisplaced(model, item, text)) continue
    settle(after, item, text, commit)
  }
  moveTranslations(model, before, after, commit)
}

/** The present item at a path. */
const itemAt = ({ items }: Model, path: string): ModelItem | null =>
  items.find((item) => item.present && item.path === path) ?? null

const declaresOther = (item: ModelItem, text: Text): boolean =>
  declared(text) !== null && declared(text) !== item.id

/** Whether the file is not the item's to follow: it declares another id, or could not get its slug. */
const isMisplaced = (model: Model, item: ModelItem, text: Text): boolean =>
  declaresOther(item, text) || (isParsed(model.tree, text) && item.slug !== text.role.slug)

const moveItems = (model: Model, before: Tree, after: Tree): void => {
  const changed = (text: Text): boolean =>
    JSON.stringify(before.get(text.path)) !== JSON.stringify(after.get(text.path))
  const asked = new Set(
    textsIn(after, false).flatMap((text) => {
      const item = itemAt(model, text.path)
      const id = declared(text)
      return id !== null && item?.id !== id && (item === null || changed(text)) ? [id] : []
    }),
  )
  const leaving = model.items.filter((item) => {
    const text = textIn(after, item.path)
    if (!item.present || text === null) return item.present
    const isGivenUp = isReadable(text) && declared(text) === null && asked.has(item.id)
    return changed(text) && (declaresOther(item, text) || isGivenUp)
  })
  const came = textsIn(after, false).filter((text) => {
    const item = itemAt(model, text.path)
    if (changed(text)) return item === null || leaving.includes(item)
    return item === null && leaving.some(({ id }) => id === declared(text))
  })
  const homes = new Map<ModelItem, Text>()
  const pair = (isOne: (item: ModelItem, text: Text) => boolean): void => {
    for (const text of came) {
      if ([...homes.values()].includes(text)) continue
      const item = leaving.find(
        (one) => !homes.has(one) && one.type === text.role.collection && isOne(one, text),
      )
      if (item !== undefined) homes.set(item, text)
    }
  }
  pair((item, text) => item.id === declared(text))
  pair((item, text) => {
    const old = textIn(before, item.path)
    return (
      old !== null &&
      [null, item.id].includes(declared(text)) &&
      isRenamed(before, after, old, text)
    )
  })
  const taken = new Set([...homes.values()].map(({ path }) => path))
  for (const item of leaving) {
    const home = homes.get(item)
    // Its file took another id, but went nowhere: it stays, at fault.
    if (home === undefined && after.has(item.path) && !taken.has(item.path)) continue
    if (home?.path !== item.path) {
      model.leftPaths.push({ type: item.type, name: item.path, item })
      if (home === undefined) {
        item.present = false
        model.leftSlugs.push({ type: item.type, name: item.slug, item })
      } else item.path = home.path
    }
  }
}

/**
 * Gives items the slugs of their paths, all at once; false where two files ask for one slug. An item
 * whose file has moved on and cannot be read keeps its slug, and who asks for that has to wait.
 */
const settleSlugs = (model: Model): boolean => {
  const wanted = new Map(
    model.items.flatMap((item) => {
      const text = textIn(model.tree, item.path)
      const wants =
        item.present && text !== null && isParsed(model.tree, text) && text.role.slug !== item.slug
      return wants ? [[item, text.role.slug] as const] : []
    }),
  )
  let clashes = 0
  for (let again = true; again; ) {
    again = false
    for (const [item, slug] of wanted) {
      const holder = holderOf(model, item.type, slug)
      if (holder === null || wanted.has(holder)) continue
      wanted.delete(item)
      if (asksFor(model, holder, slug)) clashes++
      again = true
    }
  }
  for (const [item, slug] of wanted) {
    model.leftSlugs.push({ type: item.type, name: item.slug, item })
    item.slug = slug
  }
  return clashes === 0
}

const asksFor = ({ tree }: Model, item: ModelItem, slug: string): boolean => {
  const text = textIn(tree, item.path)
  return text !== null && isParsed(tree, text) && text.role.slug === slug
}

const holderOf = ({ items }: Model, type: string, slug: string): ModelItem | null =>
  items.find((item) => item.present && item.type === type && item.slug === slug) ?? null

/** Whether a file is still without an item because another file has the identity that it asks for. */
const isDenied = (model: Model, text: Text): boolean => {
  const { collection, slug } = text.role
  if (itemAt(model, text.path) !== null || !isParsed(model.tree, text)) return false
  const holder = holderOf(model, collection, slug)
  return (
    model.items.some((item) => item.present && item.id === declared(text)) ||
    (holder !== null && asksFor(model, holder, slug))
  )
}

/**
 * Gives a file without an item its own again, or a new one; it waits while it cannot be read or another has its identity.
 * Ids that files without an item ask for are theirs alone.
 */
const admit = (model: Model, text: Text, commit: string, asked: ReadonlySet<string>): void => {
  const { path, role } = text
  if (!isParsed(model.tree, text)) return
  const id = idFor(model, text, commit, asked)
  const known = model.items.find((item) => item.id === id)
  if (known?.present === true || holderOf(model, role.collection, role.slug) !== null) return
  if (known === undefined) {
    const { collection: type, slug } = role
    model.items.push({ id, type, slug, path, present: true, versions: [] })
    return
  }
  Object.assign(known, { type: role.collection, slug: role.slug, path, present: true })
}

const moveTranslations = (model: Model, before: Tree, after: Tree, commit: string): void => {
  const went = textsIn(before, true).filter(({ path }) => !after.has(path))
  const came = textsIn(after, true).filter(({ path }) => !before.has(path))
  const tracks = new Map(went.map(({ path }) => [path, model.translations.get(path)]))
  for (const path of tracks.keys()) model.translations.delete(path)
  for (const text of came) {
    const from = went.find((one) => isRenamed(before, after, one, text))
    const versions = (from && tracks.get(from.path)?.versions) ?? []
    model.translations.set(text.path, { versions: [...versions] })
  }
  for (const text of textsIn(after, true)) {
    const track = model.translations.get(text.path)
    if (track !== undefined) settle(after, track, text, commit)
  }
}
