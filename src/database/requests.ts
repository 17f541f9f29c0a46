import type { Database, Row, Transaction } from './database.ts'

/** A pull or merge request: which host's, and its number there. */
export type RequestName = { readonly provider: 'github' | 'gitlab'; readonly number: number }

export type RequestState = 'open' | 'merged' | 'closed'

/** What a reviewer says of a request at one of its commits; moments in ISO 8601, UTC. */
export type RequestOpinion = {
  /** By which the host knows the reviewer. */
  readonly login: string
  readonly opinion: 'approved' | 'rejected' | 'withdrawn'
  readonly commit: string
  readonly givenAt: string
}

/** What a host tells of a request into the branch. */
export type RequestNews = RequestName & {
  readonly state: RequestState
  /** By which it came to the branch, as far as that is told. */
  readonly mergeCommit: string | null
  /** By the host's clock; ISO 8601, UTC. */
  readonly toldAt: string
  readonly opinion: RequestOpinion | null
}

/** Keeps the last word of each request and of each of its reviewers, in whichever order they come, and however often. */
export const noteRequests = async (
  { query }: Transaction,
  news: readonly RequestNews[],
): Promise<void> => {
  for (const { opinion, ...request } of news) {
    const { provider, number, state, mergeCommit, toldAt } = request
    await query(
      `insert into pipeline.requests as known (provider, number, state, merge_commit, told_at, noted_at)
       values ($1, $2, $3, $4, $5, clock_timestamp())
       on conflict (provider, number) do update set noted_at = clock_timestamp()`,
      [provider, number, state, mergeCommit, toldAt],
    )
    // Moments of hosts are whole seconds: of two within one, that it is done wins.
    await query(
      `update pipeline.requests set state = $3, merge_commit = $4, told_at = $5
       where provider = $1 and number = $2
         and (told_at < $5 or (told_at = $5 and state = 'open'))`,
      [provider, number, state, mergeCommit, toldAt],
    )
    if (opinion !== null) await noteOpinion({ query }, request, opinion)
  }
}

/** A review that is dismissed keeps the moment at which it was given. */
const noteOpinion = async (
  { query }: Pick<Transaction, 'query'>,
  { provider, number }: RequestName,
  { login, opinion, commit, givenAt }: RequestOpinion,
): Promise<void> => {
  await query(
    `insert into pipeline.request_opinions as known (provider, number, login, opinion, commit, given_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (provider, number, login) do update
       set opinion = excluded.opinion, commit = excluded.commit, given_at = excluded.given_at
       where known.given_at < excluded.given_at
          or (known.given_at = excluded.given_at and excluded.opinion = 'withdrawn')`,
    [provider, number, login, opinion, commit, givenAt],
  )
}

/** A request of which something was told since its commits were looked at last. */
export type UnseenRequest = RequestName & {
  readonly state: RequestState
  readonly mergeCommit: string | null
  /** When that was noted; to be given back when it has been looked at. */
  readonly notedAt: string
  readonly opinions: readonly RequestOpinion[]
}

/** Whether any request is to be looked at. */
export const hasUnseenRequests = async ({ query }: Pick<Database, 'query'>): Promise<boolean> =>
  (await query(`select from pipeline.requests where ${isUnseen} limit 1`)).length > 0

const isUnseen = '(looked_at is null or looked_at < noted_at)'

/** The requests that are to be looked at. */
export const loadUnseenRequests = async ({
  query,
}: Pick<Database, 'query'>): Promise<readonly UnseenRequest[]> =>
  await query<Row & UnseenRequest>(
    `select provider, number, state, merge_commit as "mergeCommit", noted_at::text as "notedAt",
            coalesce((
              select jsonb_agg(jsonb_build_object(
                'login', login, 'opinion', opinion, 'commit', commit, 'givenAt', given_at) order by given_at)
              from pipeline.request_opinions as given
              where given.provider = request.provider and given.number = request.number), '[]') as opinions
     from pipeline.requests as request
     where ${isUnseen}
     order by provider, number`,
  )

/** Forgets requests that were closed or merged half a year ago; what was approved in them lies among the decisions. */
export const forgetRequests = async ({ query }: Pick<Database, 'query'>): Promise<void> => {
  await query(
    "delete from pipeline.requests where state <> 'open' and noted_at < now() - interval '180 days'",
  )
}
