import { canonicalLanguage } from '../config.ts'
import { decide } from '../database/decisions.ts'
import type { Ruling } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { type HeadText, headText, withHead } from '../line/head-text.ts'
import { releaseAgain } from '../line/release-again.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { reach } from '../point.ts'
import { describeLack } from '../review.ts'
import { opinionOf, refusalOf, type StepKind } from '../review-step.ts'
import { type DecisionOptions, formatAgain, withLive } from './decide-live.ts'

export type StepOptions = DecisionOptions & {
  readonly score?: string
  /** Commit of the version that is meant: refused where another is the newest. */
  readonly of?: string
}

/**
 * Takes a step in the review of a text: of an item's own, or with a language of its translation. Then makes what that means live.
 * @throws ContentError `REFUSED` where the text is not at the step before, or that person may not take it
 */
export const takeStep = async (
  kind: StepKind,
  { name, language }: { readonly name: string; readonly language: string | null },
  options: StepOptions,
  context: CommandContext,
): Promise<number> => {
  const { terminal } = context
  const score = scoreOf(options.score)
  const code = language === null ? null : canonicalLanguage(language)
  return await withLive(options, context, async (input, decider) => {
    const { languages, language: own } = input.config.source
    if (code !== null && (code === own || !languages.includes(code))) throw noLanguage(code)
    const text = await withHead(input, (run) => headText(input, run, name, code))
    const decided = await decider()
    checkVersion(text, options.of)
    const refusal = refusalOf(kind, text, decided, text.personOf)
    if (refusal !== null) throw refused(kind, text, refusal)
    const ruling = rulingOf(kind, text, score)
    if (options.dryRun === true) {
      terminal.print(
        formatStep(kind, text, options, { release: null, what: 'Nothing is changed.' }),
      )
      return exitCodes.fine
    }
    const [decision] = await decide(input.connections.database, [ruling], decided)
    reach('decided')
    const applied = await releaseAgain(input)
    const steps = [decision].flatMap((one) =>
      one !== undefined && 'language' in one && one.kind !== 'pin' ? [one] : [],
    )
    const after = { ...text, steps: [...text.steps, ...steps] }
    const release = applied?.release ?? null
    terminal.print(formatStep(kind, after, options, { release, what: formatAgain(applied) }))
    return exitCodes.fine
  })
}

const rulingOf = (kind: StepKind, text: HeadText, score: number | null): Ruling => {
  const item = text.item.id
  if (kind === 'archive' || kind === 'reopen') return { kind, item }
  const judged = { item, language: text.language, source: text.source?.id ?? null }
  const version = text.version?.id ?? null
  if (kind === 'start') return { kind, ...judged, version }
  if (version === null) throw new Error('Expected a version that can be judged')
  if (kind === 'approve') return { kind, ...judged, version, ...(score === null ? {} : { score }) }
  if (kind !== 'accept') return { kind, ...judged, version }
  const { textBlob, sourceBlob } = text
  return { kind, ...judged, version, textBlob: textBlob ?? '', sourceBlob: sourceBlob ?? '' }
}

const nameOf = ({ item, language, texts }: HeadText): string =>
  printable(item.slug) + (texts === 'items' ? '' : ` [${language}]`)

const refused = (
  kind: StepKind,
  text: HeadText,
  { message, hint }: { readonly message: string; readonly hint: string },
): ContentError =>
  new ContentError('REFUSED', `Cannot ${kind} ${nameOf(text)}: ${message}.`, { hint })

const checkVersion = (text: HeadText, commit: string | undefined): void => {
  if (commit === undefined || (commit.length >= 7 && text.version?.commit.startsWith(commit)))
    return
  throw new ContentError(
    'REFUSED',
    `The newest version of ${nameOf(text)} is not of \`${commit}\`, but of \`${text.version?.commit ?? 'no commit'}\`.`,
    { hint: 'Look at it, then name that one.' },
  )
}

const scoreOf = (text: string | undefined): number | null => {
  if (text === undefined) return null
  const score = Number(text)
  if (text.trim() !== '' && score >= 0 && score <= 1) return Math.round(score * 100) / 100
  throw new ContentError('USAGE', `Expected a \`--score\` from 0 to 1, got \`${text}\`.`)
}

const noLanguage = (code: string): ContentError =>
  new ContentError('USAGE', `\`${code}\` is no language that lessons are translated into.`, {
    hint: '`source.languages` of `hma-content.yaml` names them.',
  })

const done: Readonly<Record<StepKind, string>> = {
  start: 'Started',
  submit: 'Submitted',
  approve: 'Approved',
  reject: 'Sent back',
  accept: 'Accepted',
  archive: 'Archived',
  reopen: 'Reopened',
}

const formatStep = (
  kind: StepKind,
  text: HeadText,
  { format, dryRun }: StepOptions,
  { release, what }: { readonly release: number | null; readonly what: string },
): string => {
  const { item, language, version } = text
  const { approvers, lacks } = opinionOf(text, text.personOf)
  if (format === 'json') {
    const about = { item: item.id, slug: item.slug, language, step: kind }
    const commit = version?.commit ?? null
    return JSON.stringify(
      { ...about, commit, approvals: approvers.length, lacks, release },
      null,
      2,
    )
  }
  const of = version === null ? '' : ` of ${version.commit.slice(0, 12)}`
  const left = lacks.length === 0 ? '' : ` ${lacks.map(describeLack).join(', ')}.`
  return `${dryRun === true ? 'Would do: ' : ''}${done[kind]} ${nameOf(text)}${of}.${left} ${what}`
}
