import type { Redirect } from '../publish/manifest.ts'
import type { Transaction } from './database.ts'

/** Replaces all redirects by those of a release. */
export const replaceRedirects = async (
  transaction: Transaction,
  redirects: readonly Redirect[],
): Promise<void> => {
  const columns = [
    redirects.map(({ type }) => type),
    redirects.map(({ slug }) => slug),
    redirects.map(({ itemId }) => itemId),
  ]
  const moved = `(select content_type::content_mgmt.item_content_type, slug, content_id
     from unnest($1::text[], $2::text[], $3::uuid[]) as each (content_type, slug, content_id))`
  // Only what differs, since what a release replaces is kept.
  await transaction.query(
    `delete from content_mgmt.redirects
     where (content_type, slug, content_id) not in ${moved}`,
    columns,
  )
  await transaction.query(
    `insert into content_mgmt.redirects (content_type, slug, content_id) ${moved}
     on conflict (content_type, slug) do nothing`,
    columns,
  )
}
