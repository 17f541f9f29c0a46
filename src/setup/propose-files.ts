import type { JsonObject } from '../json.ts'
import { configurationText } from './configuration-text.ts'
import { contentPath, isAboutRepository } from './content-path.ts'
import { editorFiles, type TextFile } from './editor-files.ts'
import { unusedKey } from './guess-fields.ts'
import { isLanguageCode } from './language-code.ts'
import { type LargeMedia, largeMedia, missingAttributes, type SizedFile } from './large-media.ts'
import type { CollectionProposal, Guess } from './propose-collections.ts'
import { type Installation, workflowText } from './workflow-text.ts'

/** What is known of a repository beside how its lessons lie. */
export type Surroundings = {
  readonly files: readonly SizedFile[]
  readonly branch: string
  readonly isShallow: boolean
  readonly isAcademy: boolean
  /** Whether large media are to be put into Git LFS. */
  readonly usesLfs: boolean
  /** Text of the `.gitattributes` at the top; null where there is none. */
  readonly attributes: string | null
  /** The repository's own `package.json`; null where it has none. */
  readonly manifest: JsonObject | null
  /** Texts of the program's own schemas by name, as `lesson`. */
  readonly schemas: ReadonlyMap<string, string>
}

/** Everything that a repository lacks, and what is to be said about it. */
export type Proposal = {
  readonly collections: readonly CollectionProposal[]
  /** Markdown files that may be content and that no collection takes. */
  readonly untaken: readonly string[]
  /** Markdown files that are about the repository and that a pattern takes all the same. */
  readonly takenToo: readonly string[]
  readonly media: readonly LargeMedia[]
  /** Files in the order in which they are written, whether or not they are there. */
  readonly files: readonly TextFile[]
  readonly remarks: readonly string[]
}

/** The files that make a repository one of lessons. */
export const proposeFiles = ({ layout, collections }: Guess, around: Surroundings): Proposal => {
  const { branch, isShallow, schemas, usesLfs } = around
  const media = largeMedia(around.files)
  const names = schemaNames(collections, around)
  const lines = missingAttributes(media, around.attributes ?? '')
  return {
    collections,
    media,
    ...coverageOf(collections, around.files),
    remarks: remarksOn({ layout, collections }, around, { media, lines }),
    files: [
      // First what the configuration refers to, so that it is never there without.
      ...names.flatMap((name) => {
        const text = schemas.get(name)
        return text === undefined ? [] : [{ path: `schemas/${name}.schema.json`, text }]
      }),
      {
        path: 'hma-content.yaml',
        text: configurationText({ ...layout, branch, isShallow, collections }),
      },
      {
        path: '.github/workflows/content.yml',
        text: workflowText(branch, installationOf(around.manifest)),
      },
      ...editorFiles(names),
      ...(usesLfs && lines.length > 0
        ? [{ path: '.gitattributes', text: `${lines.join('\n')}\n` }]
        : []),
    ],
  }
}

const schemaNames = (
  collections: readonly CollectionProposal[],
  { isAcademy, files, schemas }: Surroundings,
): readonly string[] => {
  const types = collections.filter(({ schema }) => schema !== null).map(({ type }) => type)
  if (types.length === 0) return ['hma-content']
  const names = ['course', 'pillar', 'authors'].filter(
    (name) => isAcademy || files.some(({ path }) => `/${path}`.endsWith(`/${name}.yaml`)),
  )
  return ['hma-content', ...types, ...names].filter((name) => schemas.has(name))
}

const installationOf = (manifest: JsonObject | null): Installation => {
  const lists = [manifest?.dependencies, manifest?.devDependencies]
  const isNamed = lists.some(
    (list) => typeof list === 'object' && list !== null && Object.hasOwn(list, 'hma-content'),
  )
  return isNamed ? 'dependency' : 'address'
}

const coverageOf = (
  collections: readonly CollectionProposal[],
  files: readonly SizedFile[],
): Pick<Proposal, 'untaken' | 'takenToo'> => {
  const taken = new Set(
    collections.flatMap(({ items, translated }) => [...items, ...[...translated.values()].flat()]),
  )
  const markdown = files.flatMap(({ path }) => contentPath(path) ?? [])
  return {
    untaken: markdown
      .filter((file) => !isAboutRepository(file) && !taken.has(file.path))
      .map(({ path }) => path),
    takenToo: markdown
      .filter((file) => isAboutRepository(file) && taken.has(file.path))
      .map(({ path }) => path),
  }
}

const remarksOn = (
  { layout, collections }: Guess,
  around: Surroundings,
  { media, lines }: { readonly media: readonly LargeMedia[]; readonly lines: readonly string[] },
): readonly string[] => {
  const { files, isShallow, manifest } = around
  const mdx = files.filter(({ path }) => path.endsWith('.mdx')).length
  const hasSchema = collections.some(({ schema }) => schema !== null)
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
      : [`${countOf(mdx, 'file')} \`.mdx\` cannot be read: MDX is a program, not Markdown.`]),
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
    ...(installationOf(manifest) === 'address'
      ? [
          'The workflow needs to know where the package of hma-content lies: set HMA_CONTENT_PACKAGE in it.',
        ]
      : []),
    ...(hasSchema
      ? [
          'VS Code checks YAML files by these schemas, but not the front matter of Markdown; `hma-content validate` does.',
        ]
      : []),
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
