import { type ConfigFlags, readConfig } from '../config.ts'
import { readHistory, type VersionRow } from '../database/status-queries.ts'
import { ContentError } from '../errors.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import { withExisting } from '../with-existing.ts'

export type HistoryOptions = ConfigFlags & { readonly format: 'text' | 'json' }

/** Prints the versions of one item, newest first. */
export const history = async (
  slug: string,
  options: HistoryOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  return withExisting(config, async ({ database }) => {
    const versions = await readHistory(database, slug)
    if (versions.length === 0) {
      throw new ContentError('USAGE', `Cannot find an item with the slug \`${slug}\`.`, {
        hint: 'A slug is the whole path, for example `hunt-strategy/stand-hunting/wind-and-thermals`.',
      })
    }
    if (options.format === 'json') {
      terminal.print(JSON.stringify(versions, null, 2))
      return exitCodes.fine
    }
    const rows = versions.map((version) => [
      version.version,
      version.date.slice(0, 10),
      version.commit.slice(0, 10),
      version.change,
      `+${version.additions} -${version.deletions} ~${version.modifications}`,
      printable(nameOf(version.author)),
      printable(version.summary) + remarksOn(version),
    ])
    terminal.print(table(rows))
    return exitCodes.fine
  })
}

/** The name of `Name <address>`. */
const nameOf = (person: string): string => person.replace(/ <[^<>]*>$/, '') || person

const remarksOn = ({ fit, reviewers, rejected }: VersionRow): string =>
  [
    ...(fit ? [] : ['not fit to publish']),
    ...(rejected ? ['sent back'] : []),
    ...(reviewers.length === 0
      ? []
      : [`reviewed by ${reviewers.map(nameOf).map(printable).join(', ')}`]),
  ]
    .map((remark) => ` (${remark})`)
    .join('')
