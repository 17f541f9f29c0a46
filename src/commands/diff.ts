import { type ConfigFlags, readConfig } from '../config.ts'
import { findItem } from '../database/find-item.ts'
import { type ComparableVersion, readComparable } from '../database/status-queries.ts'
import { ContentError } from '../errors.ts'
import { versionTexts } from '../line/compare-versions.ts'
import { openRepository } from '../open-repository.ts'
import { formatLineDiff, formatWordDiff } from '../output/format-diff.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { withExisting } from '../with-existing.ts'

export type DiffOptions = ConfigFlags & {
  readonly rendered?: boolean
  readonly format: 'text' | 'json'
}

/** Prints what one version of an item says otherwise than another: by default the newest than the one before. */
export const diff = async (
  name: string,
  versions: readonly [string | undefined, string | undefined],
  options: DiffOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  return withExisting(config, async ({ database }) => {
    const item = await findItem(database, name)
    const [before, after] = pairOf(await readComparable(database, item.id), versions)
    await using objects = repository.snapshots.openObjects()
    const textOf = versionTexts(config, objects, item)
    const [old, now] = [await textOf(before?.blob ?? null), await textOf(after.blob)]
    if (options.format === 'json') {
      const from = before === null ? null : { ...before, ...old }
      terminal.print(JSON.stringify({ slug: item.slug, from, to: { ...after, ...now } }, null, 2))
      return exitCodes.fine
    }
    terminal.print(
      options.rendered === true
        ? formatWordDiff(old.rendered, now.rendered)
        : formatLineDiff(labelOf(item.slug, before), labelOf(item.slug, after), [
            old.source,
            now.source,
          ]),
    )
    return exitCodes.fine
  })
}

const labelOf = (slug: string, version: ComparableVersion | null): string =>
  version === null ? 'nothing' : `${slug} ${version.version} (${version.commit.slice(0, 12)})`

type Pair = readonly [before: ComparableVersion | null, after: ComparableVersion]

/** The versions meant by number or commit; without a second one the newest, without the first the one before that. */
const pairOf = (
  versions: readonly ComparableVersion[],
  [first, second]: readonly [string | undefined, string | undefined],
): Pair => {
  const after = second === undefined ? versions[0] : versionNamed(versions, second)
  if (after === undefined)
    throw new ContentError('REFUSED', 'No version of this item is recorded.', {
      hint: '`validate` shows why its file cannot be read.',
    })
  const previous = versions[versions.indexOf(after) + 1] ?? null
  return [first === undefined ? previous : versionNamed(versions, first), after]
}

const versionNamed = (versions: readonly ComparableVersion[], name: string): ComparableVersion => {
  const found = versions.find(
    ({ version, commit }) => version === name || (name.length >= 7 && commit.startsWith(name)),
  )
  if (found !== undefined) return found
  throw new ContentError('USAGE', `Cannot find a version \`${name}\` of this item.`, {
    hint: '`history` lists them by number and commit.',
  })
}
