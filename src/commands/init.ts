import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ConfigFlags } from '../config.ts'
import { parseConfigFile } from '../config-file.ts'
import { ContentError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { decodeText } from '../lesson/decode-text.ts'
import { readFrontMatter } from '../lesson/front-matter.ts'
import { type ContentType, contentTypes } from '../lesson/lesson.ts'
import { formatSetupSteps } from '../output/format-next-steps.ts'
import { formatSetup, type Setup } from '../output/format-setup.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { findFiles } from '../setup/find-files.ts'
import { guessLayout } from '../setup/guess-layout.ts'
import type { SizedFile } from '../setup/large-media.ts'
import { proposeCollections, schemaPath } from '../setup/propose-collections.ts'
import { type Proposal, proposeFiles } from '../setup/propose-files.ts'
import { siteFiles, siteLanguage } from '../setup/site-language.ts'
import { type BranchNames, readBranchNames } from '../source/branch-names.ts'
import { gitEnvironment } from '../source/git.ts'
import { type NativeRepository, openNativeRepository } from '../source/native-repository.ts'
import { isThere, writeNewFile } from './write-new-file.ts'

export type InitOptions = ConfigFlags & {
  readonly write?: boolean
  readonly academy?: boolean
  readonly lfs?: boolean
  readonly format: 'text' | 'json'
}

/** Guesses how the lessons of a repository lie, shows the files that it lacks, and with `--write` writes them. */
export const init = async (
  options: InitOptions,
  { terminal, variables, now }: CommandContext,
): Promise<number> => {
  if (options.config !== undefined) {
    throw new ContentError(
      'USAGE',
      'Expected no `--config`: `init` writes `hma-content.yaml` at the top.',
    )
  }
  const root = resolve(options.cwd ?? '.')
  const repository = await openNativeRepository(root, gitEnvironment(variables.PATH))
  const files = await listFiles(repository)
  const proposal = await propose({ root, repository, files, options, now })
  if (proposal.collections.length === 0) throw nothingToTake(root)
  const setup = await withStates(root, proposal, options.write === true)
  for (const file of setup.files) {
    if (file.state === 'written') await writeNewFile(root, file)
  }
  terminal.print(formatSetup(setup, options.format))
  if (setup.files.some(({ state }) => state === 'written')) {
    const example = proposal.collections[0]?.items[0] ?? ''
    terminal.note(formatSetupSteps({ flags: options, npmCommand: variables.npm_command, example }))
  }
  return exitCodes.fine
}

const nothingToTake = (root: string): ContentError =>
  new ContentError('REFUSED', `No Markdown file in \`${root}\` could be a lesson.`, {
    hint: 'Read-me files, hidden directories, and what Git ignores do not count. Write a first lesson, as `lessons/first.md`, and run it again.',
  })

const listFiles = async ({ snapshots }: NativeRepository): Promise<readonly SizedFile[]> => {
  const tree = await snapshots.readWorkTree(() => false)
  const files: SizedFile[] = []
  for (const { path, newMode, newOid } of tree.changes) {
    if (newOid === null || !newMode.startsWith('100')) continue
    const read = await tree.read(newOid, 0)
    files.push({ path, size: read.kind === 'too-large' ? read.size : 0 })
  }
  return files
}

type Place = {
  readonly root: string
  readonly repository: NativeRepository
  readonly files: readonly SizedFile[]
  readonly options: InitOptions
  readonly now: string
}

const propose = async (place: Place): Promise<Proposal> => {
  const { root, repository, files, options, now } = place
  const schemas = ownSchemas()
  const isAcademy = options.academy === true
  const paths = files.map(({ path }) => path)
  const texts = await readTexts(repository, (path) => isSetting(path))
  const found = [...siteFiles].flatMap((path) => texts.get(path) ?? [])
  const request = { paths, siteLanguage: siteLanguage(found), isAcademy }
  const layout = guessLayout({ ...request, isOne: false })
  const sample = new Set(findFiles(layout, paths).flatMap(({ items }) => evenly(items)))
  const guess = proposeCollections(request, {
    metadata: metadataOf(await readTexts(repository, (path) => sample.has(path))),
    schemas: schemasByType(schemas, texts),
    now,
  })
  const branches = await readBranchNames(repository)
  return proposeFiles(guess, {
    files,
    branch: configuredBranch(root) ?? branchOf(branches),
    isShallow: await repository.isShallow(),
    isAcademy,
    usesLfs: options.lfs === true,
    attributes: texts.get('.gitattributes') ?? null,
    manifest: parseObject(texts.get('package.json')),
    schemas,
  })
}

// What is published is what others get, not what happens to be checked out.
const branchOf = ({ current, origin }: BranchNames): string => origin ?? current ?? 'main'

const configuredBranch = (root: string): string | null => {
  const path = join(root, 'hma-content.yaml')
  return existsSync(path) ? (parseConfigFile(path).source?.branch ?? 'main') : null
}

const isSetting = (path: string): boolean =>
  siteFiles.has(path) ||
  path === '.gitattributes' ||
  path === 'package.json' ||
  contentTypes.some((type) => path === schemaPath(type))

// Enough to see whether keys are used alike.
const sampleSize = 200

const evenly = (paths: readonly string[]): readonly string[] => {
  const step = Math.max(1, paths.length / sampleSize)
  return paths.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
}

const largestText = 1024 * 1024

const readTexts = async (
  { snapshots }: NativeRepository,
  wanted: (path: string) => boolean,
): Promise<ReadonlyMap<string, string>> => {
  const tree = await snapshots.readWorkTree(wanted)
  const texts = new Map<string, string>()
  for (const { path, newOid } of tree.changes) {
    if (newOid === null || !wanted(path)) continue
    const read = await tree.read(newOid, largestText)
    const { text } = read.kind === 'blob' ? decodeText(read.bytes) : { text: null }
    if (text !== null) texts.set(path, text)
  }
  return texts
}

const metadataOf = (texts: ReadonlyMap<string, string>): ReadonlyMap<string, JsonObject> =>
  new Map(
    [...texts].flatMap(([path, text]) => {
      const { metadata } = readFrontMatter(text)
      return metadata === null ? [] : [[path, metadata] as const]
    }),
  )

/** The schemas that come with the program, by name. */
const ownSchemas = (): ReadonlyMap<string, string> => {
  const directory = fileURLToPath(new URL('../../schemas', import.meta.url))
  return new Map(
    readdirSync(directory).flatMap((file) => {
      const [, name] = /^(.+)\.schema\.json$/.exec(file) ?? []
      return name === undefined
        ? []
        : [[name, readFileSync(join(directory, file), 'utf8')] as const]
    }),
  )
}

/** The schema of each type: the repository's where it has one, since that is the one which will hold. */
const schemasByType = (
  own: ReadonlyMap<string, string>,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<ContentType, JsonObject> =>
  new Map(
    contentTypes.flatMap((type) => {
      const schema = parseObject(texts.get(schemaPath(type)) ?? own.get(type))
      return schema === null ? [] : [[type, schema] as const]
    }),
  )

const parseObject = (text: string | undefined): JsonObject | null => {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject | null) : null
  } catch {
    return null
  }
}

const withStates = async (root: string, proposal: Proposal, writes: boolean): Promise<Setup> => {
  const files: Setup['files'][number][] = []
  for (const file of proposal.files) {
    const isKept = await isThere(root, file.path)
    files.push({ ...file, state: isKept ? 'kept' : writes ? 'written' : 'new' })
  }
  return { ...proposal, files }
}
