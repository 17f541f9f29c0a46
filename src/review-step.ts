import type { ReviewStep } from './decision.ts'
import type { Version } from './item.ts'
import {
  lacksOf,
  type Opinion,
  opinionOn,
  type PersonOf,
  type ReviewRule,
  stageOf,
} from './review.ts'

/** What people may do with a text, by command. */
export type StepKind = ReviewStep['kind'] | 'archive' | 'reopen'

/** A text at the recorded head, as far as its review asks. */
export type ReviewSubject = {
  readonly texts: 'items' | 'translations'
  /** The newest; null where there is no file, or none that could ever be read. */
  readonly version: Omit<Version, 'media'> | null
  /** Whether that is the one that readers see. */
  readonly isLive: boolean
  readonly isArchived: boolean
  readonly freshness: 'current' | 'outdated' | 'missing'
  readonly steps: readonly ReviewStep[]
  /** Those that its newest version has to meet. */
  readonly rules: readonly ReviewRule[]
}

/** Where the newest version of a text is on its way. */
export type TextState =
  | 'pending'
  | 'in_progress'
  | 'draft'
  | 'review'
  | 'approved'
  | 'published'
  | 'archived'

/** What is said of the newest version, and what rules still ask for. */
export const opinionOf = (
  { version, steps, rules }: ReviewSubject,
  personOf: PersonOf,
): Opinion & { readonly lacks: ReturnType<typeof lacksOf> } => {
  if (version === null) return { approvers: [], rejected: false, lacks: [] }
  const opinion = opinionOn(version, steps, personOf)
  return { ...opinion, lacks: lacksOf(version, opinion, rules, personOf) }
}

/** Where the newest version of a text is on its way. */
export const stateOfText = (subject: ReviewSubject, personOf: PersonOf): TextState => {
  const { texts, version, steps, isLive, isArchived } = subject
  const open = texts === 'items' ? 'draft' : 'in_progress'
  if (isArchived) return 'archived'
  if (version === null) return texts === 'items' || steps.length > 0 ? open : 'pending'
  if (isLive) return 'published'
  const opinion = opinionOf(subject, personOf)
  const stage = stageOf(version, steps, opinion, opinion.lacks)
  if (stage !== null) return stage === 'open' ? open : stage
  return version.fit && texts === 'items' ? 'approved' : 'review'
}

const from: Readonly<Record<StepKind, readonly TextState[]>> = {
  start: ['pending'],
  submit: ['in_progress', 'draft'],
  approve: ['review', 'approved', 'published'],
  reject: ['review', 'approved', 'published'],
  accept: ['in_progress', 'review', 'approved', 'published'],
  archive: ['draft', 'review', 'approved', 'published'],
  reopen: ['archived'],
}

const needReason: ReadonlySet<StepKind> = new Set(['reject', 'accept', 'archive'])

/** Why somebody cannot take a step, and what to do instead; null where they can. */
export const refusalOf = (
  kind: StepKind,
  subject: ReviewSubject,
  { by, reason }: { readonly by: string; readonly reason: string },
  personOf: PersonOf,
): { readonly message: string; readonly hint: string } | null => {
  if (needReason.has(kind) && reason.trim() === '')
    return { message: 'it takes a reason', hint: 'Say why, with `--reason`.' }
  const state = stateOfText(subject, personOf)
  const isTakenUpAgain = kind === 'start' && isOutdated(subject) && isDone.has(state)
  if (!from[kind].includes(state) && !isTakenUpAgain)
    return { message: `it is ${said[state]}`, hint: hints[state] }
  if (kind === 'accept' && !isOutdated(subject))
    return { message: 'it says what its source says', hint: 'There is nothing to accept.' }
  if (kind === 'submit' && subject.version === null)
    return { message: 'there is no file yet', hint: 'Commit it and publish first.' }
  return kind === 'approve' ? approvalRefused(subject, by, personOf) : null
}

const isDone: ReadonlySet<TextState> = new Set(['approved', 'published'])

const isOutdated = ({ freshness }: ReviewSubject): boolean => freshness === 'outdated'

const approvalRefused = (
  subject: ReviewSubject,
  by: string,
  personOf: PersonOf,
): { readonly message: string; readonly hint: string } | null => {
  const { version, rules } = subject
  const person = personOf(by)
  if (version?.fit === false)
    return {
      message: 'it has errors',
      hint: '`validate` shows them; what is mended is a new version.',
    }
  if (opinionOf(subject, personOf).approvers.includes(person))
    return { message: `${by} has approved it already`, hint: 'It takes somebody else.' }
  if (rules.length === 0) return null
  if (version !== null && personOf(version.author) === person)
    return { message: `${by} wrote it`, hint: 'It takes somebody else.' }
  if (rules.some((rule) => rule.by === null || rule.by.map(personOf).includes(person))) return null
  const named = [...new Set(rules.flatMap((rule) => rule.by ?? []))].join(', ')
  return { message: `${by} may not approve it`, hint: `\`review.required\` names ${named}.` }
}

const said: Readonly<Record<TextState, string>> = {
  pending: 'not begun',
  in_progress: 'in progress',
  draft: 'a draft',
  review: 'in review',
  approved: 'approved',
  published: 'published',
  archived: 'archived',
}

const hints: Readonly<Record<TextState, string>> = {
  pending: '`start` it first.',
  in_progress: '`submit` it first.',
  draft: '`submit` it first.',
  review: '`approve` or `reject` it.',
  approved: 'It is live as soon as its date and its source are; `reject` sends it back.',
  published: '`reject` sends it back; an edit makes a new version.',
  archived: '`reopen` it first.',
}
