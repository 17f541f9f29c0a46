import { expect } from 'vitest'
import type { Database, Row } from '../../src/database/database.ts'
import { decide, loadDecisions } from '../../src/database/decisions.ts'
import { type Ruling, standing } from '../../src/decision.ts'
import { entryKey } from '../../src/item.ts'
import { releaseAgain } from '../../src/line/release-again.ts'
import type { Academy } from './academy.ts'
import { moments } from './configuration.ts'

/** Added to the configuration: every text needs one approval. */
export const reviewed = `review: { required: [{ approvals: 1 }] }
`

type Newest = Row & {
  readonly item: string
  readonly language: string
  readonly version: string | null
}

/** The newest version of each text at the recorded head. */
const newestVersions = ({ query }: Database): Promise<readonly Newest[]> =>
  query<Newest>(
    `select item.id as item, 'en' as language, item.record -> 'track' -> 'current' ->> 'id' as version
     from pipeline.items as item where item.present
     union all
     select item.id, head.language, head.version_id::text
     from pipeline.items as item
     join pipeline.heads as head on head.kind = 'translation' and head.record ->> 'sourcePath' = item.path
     where item.present
     order by item, language`,
  )

/** Decides about one of the texts, by any number, and makes what that means live. */
export const decideAny = async (academy: Academy, choice: number): Promise<void> => {
  const { database } = academy
  const texts = (await newestVersions(database)).filter(({ version }) => version !== null)
  const text = texts[choice % Math.max(texts.length, 1)]
  if (text === undefined) return
  const kinds = ['approve', 'approve', 'approve', 'approve', 'reject', 'archive', 'reopen'] as const
  const kind = kinds[Math.floor(choice / 7) % kinds.length] ?? 'approve'
  const { item, language } = text
  const ruling: Ruling =
    kind === 'archive' || kind === 'reopen'
      ? { kind, item }
      : { kind, item, language, version: text.version ?? '', source: null }
  await decide(database, [ruling], { by: 'ruth', at: moments.during, reason: '' })
  await releaseAgain(academy.again(moments.end))
}

/** What is live must be what was approved, and not sent back or taken down since, and nothing but that. */
export const expectApproved = async ({ database }: Pick<Academy, 'database'>): Promise<void> => {
  const { reviews, archived } = standing(await loadDecisions(database))
  const approved = (item: string, language: string, version: string | null): boolean =>
    !archived.has(item) &&
    (reviews.get(entryKey(item, language)) ?? []).findLast((step) => step.version === version)
      ?.kind === 'approve'
  const live = await database.query<Row & Newest>(
    'select content_id as item, language, version_id as version from pipeline.live',
  )
  const wrongly = live.filter(({ item, language, version }) => !approved(item, language, version))
  expect(wrongly).toEqual([])
  // A newest version that is approved and could be live is.
  const newest = await database.query<Row & Newest>(
    `select item.id as item, 'en' as language, version.id as version
     from pipeline.items as item
     join versions.content_versions as version
       on version.id = (item.record -> 'track' -> 'current' ->> 'id')::uuid
     where item.present and version.fit and item.record -> 'track' -> 'current' ->> 'draft' = 'false'
       and coalesce(item.record -> 'track' -> 'current' ->> 'publishAt', '') <= $1`,
    [moments.end],
  )
  const shown = new Set(live.map(({ item, version }) => `${item} ${version}`))
  const missed = newest.filter(
    ({ item, language, version }) =>
      approved(item, language, version) && !shown.has(`${item} ${version}`),
  )
  expect(missed).toEqual([])
}
