import type { Database, Row } from './database.ts'

type Left = Row & {
  readonly requests: number
  readonly tokens: number
  readonly mostRequests: number
  readonly mostTokens: number
}

/**
 * Promises a request of so many tokens its turn among those of all processes that ask the model's service; returns the milliseconds until
 * then. What the service takes fills evenly each minute, as it told last; 0 before it told. More than a minute's counts as a minute's, since the
 * service decides about that.
 */
export const takeTurn = async (
  { query }: Pick<Database, 'query'>,
  model: string,
  tokens: number,
): Promise<number> => {
  const [left] = await query<Left>(
    `with told as (
       select (limits ->> 'requests')::float8 as requests, (limits ->> 'tokens')::float8 as tokens
       from embeddings.models where model_version = $1 and limits is not null
     )
     insert into pipeline.allowances as known (model_version, requests, tokens, counted_at)
     select $1, requests - 1, tokens - least($2, tokens), clock_timestamp() from told
     on conflict (model_version) do update set
       requests = least(
         (select requests from told),
         known.requests + (select requests from told)
           * greatest(0, extract(epoch from excluded.counted_at - known.counted_at)) / 60) - 1,
       tokens = least(
         (select tokens from told),
         known.tokens + (select tokens from told)
           * greatest(0, extract(epoch from excluded.counted_at - known.counted_at)) / 60)
         - least($2, (select tokens from told)),
       counted_at = greatest(known.counted_at, excluded.counted_at)
     returning requests, tokens, (select requests from told) as "mostRequests",
       (select tokens from told) as "mostTokens"`,
    [model, tokens],
  )
  if (left === undefined) return 0
  const waits = [-left.requests / left.mostRequests, -left.tokens / left.mostTokens]
  return Math.ceil(Math.max(0, ...waits) * 60_000)
}
