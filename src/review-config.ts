import type { ConfigFile } from './contracts/hma-content.ts'
import { ContentError } from './errors.ts'
import type { ReviewRule } from './review.ts'

/** Whose approvals versions need: those after a commit, or with null all of them. */
export type ReviewConfig = { readonly since: string | null; readonly rules: readonly ReviewRule[] }

/** What a configuration has to have for its rules to cover anything. */
type Known = {
  readonly collections: readonly string[]
  readonly languages: readonly string[]
  /** A code in the form in which they stand there. */
  readonly canonical: (code: string) => string
}

/**
 * The rules of a configuration file; none unless given.
 * @throws ContentError `CONFIG` for one that covers nothing or that nobody can meet: by mistake it would let everything through, or nothing
 */
export const readReview = ({ review }: ConfigFile, known: Known): ReviewConfig => {
  const rules = (review?.required ?? []).map(
    ({ texts = 'all', collection, pillar, language, approvals = 1, by }): ReviewRule => ({
      texts,
      collection: collection ?? null,
      pillar: pillar ?? null,
      language: language === undefined ? null : known.canonical(language),
      approvals,
      by: by ?? null,
    }),
  )
  for (const { collection, language, approvals, by } of rules) {
    if (collection !== null && !known.collections.includes(collection))
      throw unknownName('collection', collection)
    if (language !== null && !known.languages.includes(language))
      throw unknownName('language', language)
    if (by !== null && by.length < approvals)
      throw new ContentError(
        'CONFIG',
        `A rule of \`review.required\` wants ${approvals} approvals by ${by.length} people.`,
      )
  }
  return { since: review?.since ?? null, rules }
}

const unknownName = (key: string, name: string): ContentError =>
  new ContentError('CONFIG', `A rule of \`review.required\` names the ${key} \`${name}\`.`, {
    hint: `There is no such ${key} in this configuration.`,
  })
