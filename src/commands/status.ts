import { type Config, type ConfigFlags, readConfig } from '../config.ts'
import { readBoard } from '../database/board-queries.ts'
import type { Database } from '../database/database.ts'
import { loadWaitingReviews, type WaitingReview } from '../database/reviews.ts'
import {
  countItems,
  countTranslations,
  readStatus,
  type StatusRow,
} from '../database/status-queries.ts'
import { ContentError } from '../errors.ts'
import { type ReleaseStatus, readReleaseStatus } from '../line/release-status.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import { type LanguageShare, languageShares } from '../translation/shares.ts'
import { withExisting } from '../with-existing.ts'

export type StatusOptions = ConfigFlags & {
  /** Ask whether each language has the share of current translations that is configured. */
  readonly check?: boolean
  readonly format: 'text' | 'json'
}

/** Prints what is live: release, items, translations, vectors. */
export const status = async (
  options: StatusOptions,
  { terminal, variables, now }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  return withExisting(config, async ({ database }) => {
    const state = await readStatus(database)
    const items = await countItems(database)
    const translations = await countTranslations(database)
    const decided = await readReleaseStatus(database, now)
    const reviews = await loadWaitingReviews(database)
    const shares = options.check === true ? await readShares(database, config) : []
    const code = shares.every(({ isEnough }) => isEnough) ? exitCodes.fine : exitCodes.content
    if (options.format === 'json') {
      const checked = options.check === true ? { shares } : {}
      terminal.print(
        JSON.stringify({ ...state, items, translations, ...checked, ...decided, reviews }, null, 2),
      )
      return code
    }
    terminal.print(
      formatStatus(state, items, translations, [
        ...formatDecided(decided),
        ...formatReviews(reviews),
      ]),
    )
    for (const { language, current, of, percent, wanted, isEnough } of shares) {
      if (isEnough) continue
      terminal.note(
        `${language}: ${current} of ${of} are current (${percent} %), ${wanted} % are asked for.`,
      )
    }
    return code
  })
}

const formatStatus = (
  state: StatusRow | null,
  items: Awaited<ReturnType<typeof countItems>>,
  translations: Awaited<ReturnType<typeof countTranslations>>,
  decided: readonly (readonly string[])[],
): string => {
  const rows = [
    ['recorded', state?.commit ?? 'nothing'],
    ['release', state?.release == null ? 'none' : `${state.release} at ${state.releasedCommit}`],
    ['versions', String(state?.versions ?? 0)],
    [
      'vectors',
      `${(state?.chunks ?? 0) - (state?.pending ?? 0)} of ${state?.chunks ?? 0} chunks (${state?.model ?? 'no model'})`,
    ],
    ...(state === null || state.underWay === 0
      ? []
      : [['in batches', `${state.underWay} texts; \`reindex --batch\` collects their vectors`]]),
    ...items.map((row) => [row.status, `${row.items} items`]),
    ...decided,
  ]
  if (translations.length === 0) return table(rows)
  const languages = translations.map((row) => [
    row.language,
    String(row.current),
    String(row.outdated),
  ])
  return `${table(rows)}\n\n${table([['language', 'current', 'outdated'], ...languages])}`
}

const readShares = async (
  database: Database,
  { collections, current, source }: Config,
): Promise<readonly LanguageShare[]> => {
  if (current.size === 0) {
    throw new ContentError('CONFIG', 'No share is configured that `--check` could ask for.', {
      hint: 'For example `translations: { current: { es: 90 } }` in `hma-content.yaml`.',
    })
  }
  const unknown = [...current.keys()].find((code) => !source.languages.includes(code))
  if (unknown !== undefined) {
    throw new ContentError(
      'CONFIG',
      `\`translations.current\` names \`${unknown}\`, which is no language here.`,
      {
        hint: `\`source.languages\` lists ${source.languages.map((code) => `\`${code}\``).join(', ')}.`,
      },
    )
  }
  const names = collections.flatMap(({ name, translations }) =>
    translations === null ? [] : [name],
  )
  const rows = await readBoard(database, names, [...current.keys()])
  return languageShares(
    rows.map(({ language, freshness }) => ({ language, freshness: freshness ?? 'missing' })),
    current,
  )
}

const formatDecided = ({
  pinnedTo,
  pins,
  held,
  nextDue,
  releases,
}: ReleaseStatus): readonly (readonly string[])[] => [
  ...(pinnedTo === null
    ? []
    : [['pinned to', `release ${pinnedTo.release} at ${pinnedTo.commit}; \`unpin\` ends it`]]),
  ...pins.map(({ slug, language, version }) => [
    'pinned',
    `${printable(slug)} [${language}] to ${version}`,
  ]),
  ...(held === null ? [] : [['held', `${held.commit} until ${held.until ?? '`publish`'}`]]),
  ['next due', nextDue ?? 'never'],
  ...releases.map(({ release, commit, at, restores }) => [
    `release ${release}`,
    `${at} ${commit.slice(0, 12)}${restores === null ? '' : ` (release ${restores} again)`}`,
  ]),
]

/** What waits in which request. */
const formatReviews = (reviews: readonly WaitingReview[]): readonly (readonly string[])[] =>
  reviews.map(({ provider, number, slug, language, reviewers }) => [
    `request ${provider === 'gitlab' ? '!' : '#'}${number}`,
    `${printable(slug)} [${language}]${reviewers.length === 0 ? '' : `, approved by ${reviewers.join(', ')}`}`,
  ])
