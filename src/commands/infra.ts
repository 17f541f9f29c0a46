import { type ConfigFlags, readConfig } from '../config.ts'
import { ContentError } from '../errors.ts'
import { compareBucket } from '../infra/compare-bucket.ts'
import { compareDistribution } from '../infra/compare-distribution.ts'
import type { Difference } from '../infra/difference.ts'
import { readBucketSettings } from '../infra/read-bucket.ts'
import { readDistributionSettings } from '../infra/read-distribution.ts'
import { printable } from '../output/printable.ts'
import { counted } from '../output/report.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'

export type InfraOptions = ConfigFlags & { readonly format: 'text' | 'json' }

/** Prints what of a bucket's and a distribution's settings is not as the academy asks; changes nothing. */
export const infraCheck = async (
  options: InfraOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const { name, bucket: place, distribution } = readConfig(options, variables).environment
  if (place.kind === 'file') {
    throw new ContentError(
      'CONFIG',
      `The bucket of \`${name}\` is a directory, which has no settings.`,
      {
        hint: 'Choose an environment in S3 with `--env`.',
      },
    )
  }
  const { bucket, prefix, kmsKey, cacheTag } = place
  const wish = { bucket, prefix, kmsKey, distribution, production: name.startsWith('prod') }
  const differences = [
    ...compareBucket(wish, await readBucketSettings(place)),
    ...(distribution === null
      ? []
      : compareDistribution(
          { distribution, bucket, prefix, cacheTag },
          await readDistributionSettings(distribution),
        )),
  ]
  terminal.print(
    options.format === 'json'
      ? JSON.stringify(differences, null, 2)
      : formatDifferences(differences),
  )
  return differences.length === 0 ? exitCodes.fine : exitCodes.content
}

const formatDifferences = (differences: readonly Difference[]): string => {
  const lines = differences.map(
    ({ place, setting, expected, found, hint }) =>
      `${place}: ${setting}\n    expected ${expected}\n    found    ${printable(found)}\n    ${printable(hint)}\n`,
  )
  const summary =
    differences.length === 0 ? 'no difference' : counted(differences.length, 'difference')
  return [...lines, `${summary}.`].join('\n')
}
