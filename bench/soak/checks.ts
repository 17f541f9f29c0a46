import { readRelease, type SeenRelease } from './bucket-check.ts'
import { liveLine, liveTexts, type Model } from './model.ts'
import type { Publisher } from './publisher.ts'

/** Lesson number → id that readers saw it under: it must never change. */
export type KnownIds = Map<number, string>

/**
 * What must hold at any moment, after a kill too: the pointer leads to whole objects, and the release is what the model
 * was at its commit. Gives how many objects were read.
 */
export const checkRelease = async (
  { bucket }: Publisher,
  modelAt: (commit: string) => Model | undefined,
  ids: KnownIds,
): Promise<SeenRelease | null> => {
  const seen = await readRelease(bucket)
  if (seen === null) return null
  const model = modelAt(seen.commit)
  if (model === undefined) throw new Error(`The release is of ${seen.commit}, which nobody pushed.`)
  const wanted = liveTexts(model)
  compare('the release', wanted.map(liveLine), seen.texts.map(liveLine))
  checkIds(wanted, seen, ids)
  return seen
}

const checkIds = (wanted: ReturnType<typeof liveTexts>, seen: SeenRelease, ids: KnownIds): void => {
  const keys = new Map(wanted.map((text) => [text.slug, text.key]))
  for (const { slug, id } of seen.texts) {
    const key = keys.get(slug)
    if (key === undefined) continue
    const known = ids.get(key) ?? id
    if (known !== id) throw new Error(`\`${slug}\` had the id ${known} and now has ${id}.`)
    ids.set(key, id)
  }
}

/** What must hold once a publish has ended: nothing is left to do, and the rows are those of the model. */
export const checkSettled = async (publisher: Publisher, model: Model): Promise<void> => {
  const plan = await publisher.ask<{
    items: Record<string, number>
    versions: number
    actions: { action: string }[]
  }>('plan')
  const left = plan.actions.filter(({ action }) => action !== 'keep')
  if (left.length > 0) throw new Error(`After a publish, plan says ${JSON.stringify(left[0])}.`)
  if (plan.versions > 0) throw new Error(`After a publish, plan has ${plan.versions} new versions.`)
  const sql =
    "select slug, title from content_mgmt.content_items where status = 'published' order by slug"
  const rows = await publisher.ask<{ slug: string; title: string }[]>('query', sql)
  const wanted = liveTexts(model).filter(({ language }) => language === 'en')
  compare(
    'content_mgmt.content_items',
    wanted.map(({ slug, title }) => `${slug} "${title}"`),
    rows.map(({ slug, title }) => `${slug} "${title}"`),
  )
}

/** Throws where two sets of lines differ, and names some that one of them lacks. */
export const compare = (
  where: string,
  wanted: readonly string[],
  found: readonly string[],
): void => {
  const [inWanted, inFound] = [new Set(wanted), new Set(found)]
  const lacking = wanted.filter((line) => !inFound.has(line))
  const extra = found.filter((line) => !inWanted.has(line))
  if (lacking.length + extra.length === 0 && wanted.length === found.length) return
  throw new Error(
    `In ${where} ${lacking.length} are lacking (${lacking.slice(0, 3).join('; ')}) and ${extra.length} too many (${extra.slice(0, 3).join('; ')}).`,
  )
}
