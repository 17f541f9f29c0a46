import type { Config } from '../config.ts'
import { ContentError } from '../errors.ts'
import type { Item, Version } from '../item.ts'
import { type ReviewRule, rulesOver } from '../review.ts'
import type { Repository } from '../source/repository.ts'

/** What tells which rules a version has to meet. */
export type RuleSources = {
  readonly config: Config
  readonly repository: Pick<Repository, 'history' | 'resolve'>
}

/** The rules that cover an item's text in a language. */
export const rulesOf = (config: Config, item: Item, language: string): readonly ReviewRule[] => {
  const { rules } = config.review
  if (rules.length === 0) return rules
  const collection = config.collections.find(({ name }) => name === item.collection)
  return rulesOver(rules, {
    texts: language === config.source.language ? 'items' : 'translations',
    collection: item.collection,
    pillar: collection?.files.match(item.path)?.pillar ?? null,
    language,
  })
}

/** The rules that a version of an item's text has to meet. */
export const rulesFor = async (
  from: RuleSources,
  item: Item,
  language: string,
  { commit }: Pick<Version, 'commit'>,
): Promise<readonly ReviewRule[]> => {
  const before = await lineBefore(from)
  return before?.has(commit) === true ? [] : rulesOf(from.config, item, language)
}

/** The commits of which no version needs approval; null where there are none. */
export const lineBefore = async ({
  repository,
  config: { review, source },
}: RuleSources): Promise<ReadonlySet<string> | null> => {
  if (review.since === null || review.rules.length === 0) return null
  if (repository.history === null)
    throw new ContentError('GIT_MISSING', 'Cannot tell which commits `review.since` is after.', {
      hint: 'Install Git, or take `review.since` out of the configuration.',
    })
  const { commit } = await repository.resolve({ branch: source.branch, commit: review.since })
  return await repository.history.lineOf(commit)
}
