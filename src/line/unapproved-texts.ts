import { entryKey, type Item, type Version } from '../item.ts'
import { isUnapproved, type Lack } from '../review.ts'
import type { Plan } from './plan.ts'

/** A text whose newest version people keep from being live. */
export type UnapprovedText = {
  readonly item: string
  readonly slug: string
  readonly language: string
  /** Of the version: what `--of` takes. */
  readonly commit: string
  readonly author: string
  readonly state: 'waiting' | 'rejected'
  readonly approvers: readonly string[]
  readonly lacks: readonly Lack[]
}

/** The texts of a plan that wait for approvals or were sent back, by slug; `language` is that of items. */
export const unapprovedTexts = (plan: Plan, language: string): readonly UnapprovedText[] => {
  const { reviewed } = plan.obeyed
  const files: readonly (readonly [Item, string, Version | null])[] = [
    ...[...plan.replay.state.items.values()].map(
      (item) => [item, language, item.track.current] as const,
    ),
    ...plan.translations.map(
      ({ item, translation }) => [item, translation.language, translation.track.current] as const,
    ),
  ]
  return files
    .flatMap(([item, code, version]): UnapprovedText[] => {
      const text = reviewed.get(entryKey(item.id, code))
      if (text === undefined || version === null || !isUnapproved(text)) return []
      const { commit, author } = version
      const { approvers, lacks, rejected } = text
      const state = rejected ? 'rejected' : 'waiting'
      const about = { item: item.id, slug: item.slug, language: code }
      return [{ ...about, commit, author, state, approvers, lacks }]
    })
    .toSorted((a, b) => compare(a.slug, b.slug) || compare(a.language, b.language))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
