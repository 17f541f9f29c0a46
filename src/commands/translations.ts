import { type Config, type ConfigFlags, readConfig } from '../config.ts'
import { type BoardRow, readBoard } from '../database/board-queries.ts'
import { loadDecisions } from '../database/decisions.ts'
import { type Standing, standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { entryKey } from '../item.ts'
import { formatBoardCsv, formatBoardList, formatMatrix } from '../output/format-board.ts'
import { formatBoardHtml } from '../output/format-board-html.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { type BoardEntry, type BoardFilter, byUrgency, filterBoard } from '../translation/board.ts'
import { withExisting } from '../with-existing.ts'
import { knownLanguage } from './option-value.ts'

export type TranslationsOptions = ConfigFlags & {
  readonly language?: string
  readonly pillar?: string
  readonly outdated?: boolean
  readonly missing?: boolean
  readonly format: 'text' | 'json' | 'csv' | 'html'
}

/** Prints what is translated, what is missing and what is outdated: a matrix, or a list of what was asked for. */
export const translations = async (
  options: TranslationsOptions,
  { terminal, variables, now }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const filter = filterOf(config, options)
  return withExisting(config, async ({ database }) => {
    const rows = await readBoard(
      database,
      config.collections.flatMap(({ name, translations: files }) => (files === null ? [] : [name])),
      languagesOf(config),
    )
    const { reviews } = standing(await loadDecisions(database))
    const entries = filterBoard(
      rows.map((row) => entryOf(row, reviews)),
      filter,
    )
    terminal.print(formatted(entries, options.format, filter, now))
    return exitCodes.fine
  })
}

const formatted = (
  entries: readonly BoardEntry[],
  format: TranslationsOptions['format'],
  filter: BoardFilter,
  now: string,
): string => {
  switch (format) {
    case 'json':
      return JSON.stringify(byUrgency(entries), null, 2)
    case 'csv':
      return formatBoardCsv(entries)
    case 'html':
      return formatBoardHtml(entries, now)
    case 'text':
      return filter.freshness === null ? formatMatrix(entries) : formatBoardList(entries)
  }
}

const languagesOf = ({ source }: Config): readonly string[] =>
  source.languages.filter((code) => code !== source.language)

const filterOf = (config: Config, options: TranslationsOptions): BoardFilter => {
  const known = languagesOf(config)
  if (known.length === 0) {
    throw new ContentError('REFUSED', 'No language but that of the source is configured.', {
      hint: 'Name the others in `source.languages` of `hma-content.yaml`.',
    })
  }
  const language = options.language === undefined ? null : knownLanguage(options.language, known)
  const wanted = [
    ...(options.outdated === true ? (['outdated'] as const) : []),
    ...(options.missing === true ? (['missing'] as const) : []),
  ]
  return {
    languages: language === null ? null : new Set([language]),
    pillar: options.pillar ?? null,
    freshness: wanted.length === 0 ? null : new Set(wanted),
  }
}

const entryOf = (
  { item, status, sections, sourceWords, freshness, ...row }: BoardRow,
  reviews: Standing['reviews'],
): BoardEntry => ({
  ...row,
  // Of what has no file yet, only a decision tells that somebody has begun.
  state: status ?? (reviews.has(entryKey(item, row.language)) ? 'in_progress' : 'pending'),
  freshness: freshness ?? 'missing',
  sections: sections ?? [],
  words:
    freshness === null ? sourceWords : (sections ?? []).reduce((sum, { words }) => sum + words, 0),
})
