import type { ReviewStep } from './decision.ts'
import type { Version } from './item.ts'

/** A rule of `review.required`: which texts it covers, and whose approvals a version of them needs to be live. */
export type ReviewRule = {
  readonly texts: 'items' | 'translations' | 'all'
  /** Null for all of them; so with the next two. */
  readonly collection: string | null
  readonly pillar: string | null
  readonly language: string | null
  readonly approvals: number
  /** As the file of authors names them; null for anybody. */
  readonly by: readonly string[] | null
}

/** What rules ask of a text. */
export type RuledText = {
  readonly texts: 'items' | 'translations'
  readonly collection: string
  readonly pillar: string | null
  readonly language: string
}

/** Makes one name of all the names of a person. */
export type PersonOf = (text: string) => string

/** What is said of a version. */
export type Opinion = {
  /** Everybody who approves, by one name each, in the order in which they did. */
  readonly approvers: readonly string[]
  /** Whether it was sent back and nobody has approved it since. */
  readonly rejected: boolean
}

/** Approvals that a rule still asks for. */
export type Lack = {
  readonly given: number
  readonly needed: number
  readonly by: readonly string[] | null
}

/** Where the newest version of a text is on its way, but for whether it is live. `open`: its author has it. */
export type Stage = 'open' | 'review' | 'approved'

/** A text that rules cover, or that somebody has judged. */
export type ReviewedText = Opinion & {
  /** The versions that may be live, the newest first: the last that were approved. */
  readonly candidates: readonly Version[]
  /** Of the newest version, which may not be among them. */
  readonly stage: Stage | null
  readonly lacks: readonly Lack[]
  /** Version → how good reviewers said that it is, from 0 to 1. */
  readonly scores: ReadonlyMap<string, number>
}

/** The rules that cover a text; a version has to meet every one of them. */
export const rulesOver = (rules: readonly ReviewRule[], text: RuledText): readonly ReviewRule[] =>
  rules.filter(
    ({ texts, collection, pillar, language }) =>
      (texts === 'all' || texts === text.texts) &&
      (collection === null || collection === text.collection) &&
      (pillar === null || pillar === text.pillar) &&
      (language === null || language === text.language),
  )

/**
 * What people say of a version: by decisions, and by the `Reviewed-by:` trailers of its commit. Sending it back undoes all
 * approvals before.
 */
export const opinionOn = (
  version: Pick<Version, 'id' | 'reviewers'>,
  steps: readonly ReviewStep[],
  personOf: PersonOf,
): Opinion => {
  const own = steps.filter((step) => step.version === version.id)
  const sentBack = own.findLastIndex(({ kind }) => kind === 'reject')
  const approvals = own.slice(sentBack + 1).filter(({ kind }) => kind === 'approve')
  const named = [...(sentBack < 0 ? version.reviewers : []), ...approvals.map(({ by }) => by)]
  return {
    approvers: [...new Set(named.map(personOf))],
    rejected: sentBack >= 0 && approvals.length === 0,
  }
}

/** What the rules still ask for. Nobody's approval of what they wrote themselves counts. */
export const lacksOf = (
  { author }: Pick<Version, 'author'>,
  { approvers }: Pick<Opinion, 'approvers'>,
  rules: readonly ReviewRule[],
  personOf: PersonOf,
): readonly Lack[] =>
  rules.flatMap(({ approvals: needed, by }) => {
    const may = by?.map(personOf) ?? null
    const given = approvers.filter(
      (person) => person !== personOf(author) && (may === null || may.includes(person)),
    ).length
    return given >= needed ? [] : [{ given, needed, by }]
  })

/** Where a version is on its way; null where neither a rule nor a person says anything of it. */
export const stageOf = (
  version: Pick<Version, 'id' | 'draft'>,
  steps: readonly ReviewStep[],
  { approvers, rejected }: Opinion,
  lacks: readonly Lack[],
): Stage | null => {
  const own = steps.filter((step) => step.version === version.id)
  const sentBack = own.findLastIndex(({ kind }) => kind === 'reject')
  const isSubmitted = own.slice(sentBack + 1).some(({ kind }) => kind === 'submit')
  if (rejected) return isSubmitted ? 'review' : 'open'
  if (approvers.length > 0 && lacks.length === 0) return 'approved'
  if (isSubmitted) return 'review'
  if (version.draft) return 'open'
  return lacks.length > 0 || approvers.length > 0 ? 'review' : null
}

/** Whether people keep the newest version of a text from being live; a draft waits for its author alone. */
export const isUnapproved = ({ lacks, rejected, stage }: ReviewedText): boolean =>
  rejected || (lacks.length > 0 && stage !== 'open')

/** `1 of 2 approvals`, and whose, where not anybody's will do. */
export const describeLack = ({ given, needed, by }: Lack): string =>
  `${given} of ${needed} ${needed === 1 ? 'approval' : 'approvals'}${by === null ? '' : ` by ${by.join(', ')}`}`
