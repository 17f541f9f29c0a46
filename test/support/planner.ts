import type { Config } from '../../src/config.ts'
import { entryKey } from '../../src/item.ts'
import { type Plan, plan, type Recorded } from '../../src/line/plan.ts'
import { validateHead } from '../../src/line/validate-head.ts'
import { nothingDecided } from '../../src/publish/live.ts'
import { emptyState } from '../../src/state.ts'
import { academy, openPublisher } from './replay.ts'
import type { TestRepository } from './repository.ts'

/** A plan and what was recorded when it was made. */
export type Planned = { readonly plan: Plan; readonly recorded: Recorded }

/** Plans pushes one after the other without a database; each plan counts as applied before the next. */
export const openPlanner = async (source: TestRepository, config: Config = academy) => {
  const publisher = await openPublisher(source, config)
  let recorded: Recorded = {
    state: emptyState,
    decisions: [],
    pinned: new Map(),
    live: new Map(),
    releasedCommit: null,
    obeyed: 0,
    pointerWritten: true,
    fence: 0,
  }
  return async (now = '2026-06-01T00:00:00.000Z'): Promise<Planned> => {
    const gathered = await publisher.push()
    const diagnostics = validateHead(gathered)
    const made = plan({
      ...gathered,
      recorded,
      obeyed: nothingDecided,
      config,
      diagnostics,
      renditions: 'kept',
      now,
    })
    const planned = { plan: made, recorded }
    recorded = {
      state: publisher.state(),
      decisions: [],
      pinned: new Map(),
      live: new Map(
        made.texts.map(({ item, language, version, fingerprint }) => [
          entryKey(item.id, language),
          { itemId: item.id, language, versionId: version.id, documentKey: '', fingerprint },
        ]),
      ),
      releasedCommit: made.commit,
      obeyed: 0,
      pointerWritten: true,
      fence: 0,
    }
    return planned
  }
}

/** `action slug [language]: reason` for each action. */
export const actionsOf = ({ plan }: Pick<Planned, 'plan'>): readonly string[] =>
  plan.actions.map(
    ({ action, slug, language, reason }) =>
      `${action} ${slug}${language === undefined ? '' : ` [${language}]`}: ${reason}`,
  )
