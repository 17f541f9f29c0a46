import { mergeShown } from '../database/flip-release.ts'
import { type DriftedRow, findDrift } from '../database/row-drift.ts'
import { runLine } from '../pipeline.ts'
import { distrust } from './distrust.ts'
import { hierarchyOf, liveTexts, redirectsOf } from './release.ts'
import { releaseRows } from './release-rows.ts'
import { openStages } from './stages.ts'
import type { VerifySources } from './verify.ts'

/**
 * The rows that other services read which are not what publishing the recorded commit at `now` would make them. Items
 * that wait for their media are left out.
 */
export const compareRows = async (
  { repository, config, database, bucket }: VerifySources,
  { commit, now }: { readonly commit: string; readonly now: string },
): Promise<readonly DriftedRow[]> => {
  const target = { commit, ref: null, warning: null }
  const published = { database, bucket }
  const stages = openStages(() => {})
  const line = {
    repository,
    config,
    published,
    target,
    mode: 'append',
    trust: 'recorded',
    renditions: 'kept',
    now,
    stages,
  } as const
  return await runLine(line, async ({ plan, recorded, gathered }) => {
    const waiting = new Set([
      ...plan.render.map(({ item }) => item.id),
      ...plan.gone.map(({ itemId }) => itemId),
    ])
    const from = {
      database,
      bucket,
      config,
      sources: gathered.sources,
      // Else rows that nothing has touched since the release are not looked at.
      recorded: distrust(recorded, []),
      plan,
      waiting: waiting.size,
      rendered: { live: new Map(), chunks: { run: '', count: 0 } },
      media: new Map(),
      fence: recorded.fence,
      model: '',
      now,
    }
    const rows = releaseRows(from, liveTexts(from), hierarchyOf(from))
    const settled = waiting.size === 0
    const drift = await findDrift(database, recorded.fence, (transaction) =>
      mergeShown(transaction, {
        ...rows,
        // These depend on which texts are live.
        pillars: settled ? rows.pillars : [],
        courses: settled ? rows.courses : [],
        items: rows.items.filter(({ id }) => !waiting.has(id)),
        translations: rows.translations.filter(({ itemId }) => !waiting.has(itemId)),
        redirects: redirectsOf(from),
      }),
    )
    return drift?.filter(({ table }) => settled || table !== 'content_mgmt.redirects') ?? []
  })
}
