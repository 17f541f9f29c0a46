import { unusedKey } from './guess-fields.ts'
import { isLanguageCode } from './language-code.ts'
import type { LargeMedia } from './large-media.ts'
import type { Guess } from './propose-collections.ts'
import type { Surroundings } from './propose-files.ts'

/** What a repository's owner should know about it before taking what is proposed. */
export const remarksOn = (
  { layout, collections }: Guess,
  around: Surroundings,
  { media, lines }: { readonly media: readonly LargeMedia[]; readonly lines: readonly string[] },
): readonly string[] => {
  const { files, isShallow } = around
  const mdx = files.filter(({ path }) => path.endsWith('.mdx')).length
  const underscored = [
    ...new Set(files.flatMap(({ path }) => path.split('/').slice(0, -1)).filter(isUnderscored)),
  ]
  return [
    ...(layout.isLanguageKnown
      ? []
      : [
          'Nothing says which language the sources are in: write its code as `source.language`, in place of `und`.',
        ]),
    ...layout.writtenOut.map(
      (directory) =>
        `\`${directory}\` is named by a language, not by its code, so no pattern can take it for translations: rename it and its source, as \`en\`.`,
    ),
    ...underscored.map(
      (name) =>
        `\`${name}\` looks like a language, but its code is written \`${name.replace('_', '-')}\`: rename the directory to have it taken for translations.`,
    ),
    ...(mdx === 0
      ? []
      : [`${countOf(mdx, '`.mdx` file')} cannot be read: MDX is a program, not Markdown.`]),
    ...(isShallow
      ? ['This clone is shallow, so history begins with its newest commit: `source.history: head`.']
      : []),
    ...collections
      .filter(({ fields }) => fields.slug === unusedKey)
      .map(
        ({ name }) =>
          `\`slug\` in the front matter of \`${name}\` holds no names that items can be told apart by, so it is not read: \`fields.slug\` names another key.`,
      ),
    ...mediaRemarks(media, lines, around),
  ]
}

const isUnderscored = (name: string): boolean =>
  /^[a-z]{2}_(?:[A-Z]{2}|[A-Z][a-z]{3})$/.test(name) && isLanguageCode(name.replace('_', '-'))

const mediaRemarks = (
  media: readonly LargeMedia[],
  lines: readonly string[],
  { usesLfs, attributes }: Surroundings,
): readonly string[] => {
  if (lines.length === 0) return []
  const described = media
    .map(
      ({ extension, files, bytes }) =>
        `*.${extension} (${countOf(files, 'file')}, ${megabytes(bytes)} MB)`,
    )
    .join(', ')
  const caution = 'this version cannot publish lessons that refer to media in Git LFS'
  if (!usesLfs) {
    return [
      `Git keeps every version of ${described} whole. \`--lfs\` proposes to put them into Git LFS; but ${caution}.`,
    ]
  }
  return [
    ...(attributes === null
      ? []
      : [`\`.gitattributes\` is there and is left alone. Add to it: ${lines.join('; ')}`]),
    `Git LFS takes media from their next commit on, and leaves history as it is; but ${caution}.`,
  ]
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
