import { deciding, takeDecisions } from '../database/decisions.ts'
import { loadFitVersions, type VersionRecord } from '../database/load-versions.ts'
import { loadMergedApprovals, type MergedApproval, markDecided } from '../database/reviews.ts'
import type { Ruling } from '../decision.ts'
import { authorWithLogin } from '../ingest/authors.ts'
import type { JsonObject } from '../json.ts'
import type { PlannedRun } from '../pipeline.ts'
import { reach } from '../point.ts'
import { refusalOf } from '../review-step.ts'
import { type HeadText, headText, withHead } from './head-text.ts'
import type { AgainInput } from './release-again.ts'

/** An approval of a request, as the decision that it becomes. */
type Ruled = {
  readonly ruling: Extract<Ruling, { readonly kind: 'approve' }>
  readonly by: string
  readonly at: string
  readonly reason: string
}

/**
 * Makes decisions of what reviewers approved in requests that are merged and recorded now, about the versions that came of the very bytes which they
 * saw. Who is not in the list of authors with a name at the host, or could not approve by command, decides nothing. Returns how many
 * decisions were taken; nothing is released.
 */
export const approveMerged = async (input: AgainInput): Promise<number> => {
  const { database } = input.connections
  const approvals = await loadMergedApprovals(database)
  if (approvals.length === 0) return 0
  const ruled = await withHead(input, async (run) => {
    const found: Ruled[] = []
    for (const approval of approvals) {
      const one = await ruledBy(input, run, approval)
      if (one !== null) found.push(one)
    }
    return found
  })
  await deciding(database, async (transaction) => {
    for (const { ruling, ...decider } of ruled) await takeDecisions(transaction, [ruling], decider)
    await markDecided(transaction, approvals)
  })
  reach('decided')
  return ruled.length
}

const ruledBy = async (
  input: AgainInput,
  run: PlannedRun,
  approval: MergedApproval,
): Promise<Ruled | null> => {
  const { provider, number, login, commit, givenAt: at } = approval
  const by = authorWithLogin(authorsOf(input, run), provider, login)
  const text = await textOf(input, run, approval.path)
  if (by === null || text === null) return null
  const version = await versionOf(input, text, approval)
  const reason = `Approved in request ${number}, at ${commit.slice(0, 12)}.`
  const subject = { ...text, version }
  if (version === null || refusalOf('approve', subject, { by, reason }, text.personOf) !== null)
    return null
  const { item, language, source } = text
  const judged = { item: item.id, language, version: version.id, source: source?.id ?? null }
  return {
    ruling: { kind: 'approve', ...judged, request: { provider, number, commit } },
    by,
    at,
    reason,
  }
}

const authorsOf = ({ config }: AgainInput, { plan, store }: PlannedRun): JsonObject | undefined =>
  store.get('authors', plan.replay.state.tree.get(config.authors)?.oid ?? '')?.metadata

/** The text whose file lies at a path; null where there is none any more. */
const textOf = async (
  input: AgainInput,
  run: PlannedRun,
  path: string,
): Promise<HeadText | null> => {
  const { items } = run.plan.replay.state
  const item = [...items.values()].find((each) => each.present && each.path === path)
  if (item !== undefined) return await headText(input, run, item.id, null)
  const other = run.plan.translations.find(({ translation }) => translation.path === path)
  if (other === undefined) return null
  return await headText(input, run, other.item.id, other.translation.language)
}

/**
 * The version of a text that says what its file said in a request. It may be of another blob, since formatting makes no version; then the file at the
 * head tells. And it may not be the newest.
 */
const versionOf = async (
  { connections }: AgainInput,
  { item, version, texts, textBlob, sourceBlob }: HeadText,
  { path, blob }: MergedApproval,
): Promise<VersionRecord | null> => {
  const isOwn = texts === 'items'
  if ((isOwn ? sourceBlob : textBlob) === blob) return version
  const wanted = { items: isOwn ? [item.id] : [], paths: isOwn ? [] : [path], ids: [] }
  const same = (await loadFitVersions(connections.database, wanted)).filter(
    (each) => each.blob === blob,
  )
  return same.toSorted((a, b) => b.ordinal - a.ordinal)[0] ?? null
}
