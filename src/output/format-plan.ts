import type { Action } from '../line/plan-actions.ts'
import type { PlanSummary, RunSummary } from '../line/summary.ts'
import { printable } from './printable.ts'
import { table } from './terminal.ts'

/** Every action of a plan with its reason, one a line. */
export const formatActions = (actions: readonly Action[]): string =>
  table(
    actions.map(({ action, type, slug, language, reason }) => [
      action,
      type,
      printable(slug) + (language === undefined ? '' : ` [${language}]`),
      printable(reason),
    ]),
  )

/** The counts of a plan for a person. */
export const formatPlanSummary = ({
  commit,
  items,
  versions,
  translations,
  unapproved,
  diagnostics,
}: PlanSummary): string =>
  [
    `commit        ${commit}`,
    `items         ${counts(items)}`,
    `versions      ${versions} new`,
    `translations  ${counts(inOrder(translations))}`,
    ...(unapproved === 0 ? [] : [`review        ${unapproved} without approval`]),
    `findings      ${diagnostics.error} errors, ${diagnostics.warning} warnings`,
  ].join('\n')

/** What a run came to, for a person. */
export const formatRunSummary = (summary: RunSummary): string => {
  const { media, embeddings, release, seconds } = summary
  const pending = embeddings.pending === 0 ? '' : `, ${embeddings.pending} pending`
  return [
    formatPlanSummary(summary),
    `media         ${media.uploaded} uploaded (${megabytes(media.bytes)}), ${media.reused} reused`,
    `embeddings    ${embeddings.chunks} chunks, ${embeddings.embedded} embedded, ${embeddings.reused} reused${pending} (${embeddings.model})`,
    `release       ${release === null ? 'unchanged' : release} in ${seconds.toFixed(1)} s`,
  ].join('\n')
}

// What is kept in a database comes back in another order.
const inOrder = ({ current, outdated, missing, orphaned }: PlanSummary['translations']) => ({
  current,
  outdated,
  missing,
  orphaned,
})

const counts = (numbers: Readonly<Record<string, number>>): string =>
  Object.entries(numbers)
    .map(([name, number]) => `${number} ${name}`)
    .join(', ')

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`
