import type { Database, Row, Transaction } from './database.ts'
import type { RequestName, UnseenRequest } from './requests.ts'

/** A text that a request changes. */
export type ReviewRow = {
  readonly path: string
  /** Path of the item's own file. */
  readonly itemPath: string
  readonly slug: string
  readonly language: string
  /** Null where the file is removed. */
  readonly blob: string | null
  /** Logins of those who approved these very bytes. */
  readonly reviewers: readonly string[]
}

/** Notes what a request changes, in place of what was noted before; null where its commits say nothing new, and only its state has changed. */
export const noteReviews = (
  database: Database,
  { provider, number, state, notedAt }: UnseenRequest,
  rows: readonly ReviewRow[] | null,
): Promise<void> =>
  database.transaction(async ({ query }) => {
    const request = [provider, number, state] as const
    if (rows === null)
      await query('update pipeline.reviews set state = $3 where provider = $1 and number = $2', [
        ...request,
      ])
    else {
      await query(
        'delete from pipeline.reviews where provider = $1 and number = $2 and path <> all($3)',
        [provider, number, rows.map(({ path }) => path)],
      )
      for (const { path, itemPath, slug, language, blob, reviewers } of rows)
        await query(
          `insert into pipeline.reviews (provider, number, state, path, slug, language, blob, reviewers, content_id)
           select $1, $2, $3, $4, coalesce(item.slug, $5), $6, $7, $8, item.id
           from (select 1) as one left join pipeline.items as item on item.path = $9 and item.present
           on conflict (provider, number, path) do update
             set state = excluded.state, slug = excluded.slug, blob = excluded.blob,
                 reviewers = excluded.reviewers, content_id = excluded.content_id`,
          [...request, path, slug, language, blob, reviewers, itemPath],
        )
    }
    await query(
      'update pipeline.requests set looked_at = $3::timestamptz where provider = $1 and number = $2',
      [provider, number, notedAt],
    )
  })

/** A text of a merged request, with an approval of it. */
export type MergedApproval = RequestName & {
  readonly path: string
  readonly blob: string
  readonly login: string
  readonly commit: string
  readonly givenAt: string
}

/** Approvals of what was merged and is recorded now, and that are no decisions yet; in the order in which they were given. */
export const loadMergedApprovals = async ({
  query,
}: Pick<Database, 'query'>): Promise<readonly MergedApproval[]> =>
  await query<Row & MergedApproval>(
    `select review.provider, review.number, review.path, review.blob, given.login, given.commit,
            given.given_at as "givenAt"
     from pipeline.reviews as review
     join pipeline.request_opinions as given
       on given.provider = review.provider and given.number = review.number
      and given.opinion = 'approved' and given.login = any(review.reviewers)
     where review.state = 'merged' and given.login <> all(review.decided) and (
       exists (select from pipeline.heads where path = review.path and blob = review.blob)
       or exists (select from versions.content_versions where file_path = review.path and blob = review.blob)
       or exists (select from pipeline.translation_versions where path = review.path and blob = review.blob))
     order by given.given_at, review.path`,
  )

/** Notes that approvals have become decisions, or never can. */
export const markDecided = async (
  { query }: Transaction,
  approvals: readonly MergedApproval[],
): Promise<void> => {
  for (const { provider, number, path, login } of approvals)
    await query(
      `update pipeline.reviews set decided = array_append(decided, $4)
       where provider = $1 and number = $2 and path = $3 and $4 <> all(decided)`,
      [provider, number, path, login],
    )
}

/** A text that waits in a request. */
export type WaitingReview = RequestName & {
  readonly slug: string
  readonly language: string
  readonly path: string
  readonly item: string | null
  readonly reviewers: readonly string[]
}

/** The texts that open requests change. */
export const loadWaitingReviews = async ({
  query,
}: Pick<Database, 'query'>): Promise<readonly WaitingReview[]> =>
  await query<Row & WaitingReview>(
    `select provider, number, slug, language, path, content_id as item, reviewers
     from pipeline.reviews where state = 'open' order by provider, number, path`,
  )
