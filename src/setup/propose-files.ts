import type { JsonObject } from '../json.ts'
import { commentWorkflow } from './comment-workflow.ts'
import { configurationText } from './configuration-text.ts'
import { contentPath, isAboutRepository } from './content-path.ts'
import { contentWorkflow } from './content-workflow.ts'
import { editorFiles, type TextFile } from './editor-files.ts'
import { type LargeMedia, largeMedia, missingAttributes, type SizedFile } from './large-media.ts'
import type { CollectionProposal, Guess } from './propose-collections.ts'
import { reindexWorkflow } from './reindex-workflow.ts'
import { remarksOn } from './remarks.ts'
import type { Installation } from './workflow-steps.ts'

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
  const installation = installationOf(around.manifest)
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
        return text === undefined
          ? []
          : [{ path: `schemas/${name}.schema.json`, text, remark: null }]
      }),
      {
        path: 'hma-content.yaml',
        text: configurationText({ ...layout, branch, isShallow, collections }),
        remark: null,
      },
      contentWorkflow(branch, installation),
      commentWorkflow(),
      reindexWorkflow(installation),
      ...editorFiles(names),
      ...(usesLfs && lines.length > 0
        ? [{ path: '.gitattributes', text: `${lines.join('\n')}\n`, remark: null }]
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
  return [...new Set(['hma-content', ...types, ...names])].filter((name) => schemas.has(name))
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
