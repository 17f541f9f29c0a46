import { type ConfigFlags, readConfig } from '../config.ts'
import { countItems, countTranslations, readStatus } from '../database/status-queries.ts'
import { type ReleaseStatus, readReleaseStatus } from '../line/release-status.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import { withExisting } from '../with-existing.ts'

export type StatusOptions = ConfigFlags & { readonly format: 'text' | 'json' }

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
    if (options.format === 'json') {
      terminal.print(JSON.stringify({ ...state, items, translations, ...decided }, null, 2))
      return exitCodes.fine
    }
    terminal.print(
      table([
        ['recorded', state?.commit ?? 'nothing'],
        [
          'release',
          state?.release == null ? 'none' : `${state.release} at ${state.releasedCommit}`,
        ],
        ['versions', String(state?.versions ?? 0)],
        [
          'vectors',
          `${(state?.chunks ?? 0) - (state?.pending ?? 0)} of ${state?.chunks ?? 0} chunks (${state?.model ?? 'no model'})`,
        ],
        ...items.map((row) => [row.status, `${row.items} items`]),
        ...formatDecided(decided),
      ]),
    )
    if (translations.length > 0) {
      const rows = translations.map((row) => [
        row.language,
        String(row.current),
        String(row.outdated),
      ])
      terminal.print(`\n${table([['language', 'current', 'outdated'], ...rows])}`)
    }
    return exitCodes.fine
  })
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
