import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseConfigFile } from '../config-file.ts'
import type { JsonObject } from '../json.ts'
import { decodeText } from '../lesson/decode-text.ts'
import { readFrontMatter } from '../lesson/front-matter.ts'
import { type ContentType, contentTypes } from '../lesson/lesson.ts'
import { findFiles } from '../setup/find-files.ts'
import { guessLayout } from '../setup/guess-layout.ts'
import type { SizedFile } from '../setup/large-media.ts'
import { proposeCollections, schemaPath } from '../setup/propose-collections.ts'
import { type Proposal, proposeFiles } from '../setup/propose-files.ts'
import { siteFiles, siteLanguage } from '../setup/site-language.ts'
import { severalAtOnce } from '../several-at-once.ts'
import { type BranchNames, readBranchNames } from '../source/branch-names.ts'
import type { NativeRepository } from '../source/native-repository.ts'

/** A repository, and what is asked of it. */
export type SetupRequest = {
  readonly root: string
  readonly repository: NativeRepository
  readonly isAcademy: boolean
  readonly usesLfs: boolean
  /** ISO 8601. */
  readonly now: string
}

/** Reads a work tree as it lies, guesses, and proposes files; no collections where it has no lessons. */
export const readProposal = async (request: SetupRequest): Promise<Proposal> => {
  const { root, repository, isAcademy, usesLfs, now } = request
  const schemas = ownSchemas()
  const { paths, texts } = await readFiles(repository, isSetting)
  const site = [...siteFiles].flatMap((path) => texts.get(path) ?? [])
  const places = { paths, siteLanguage: siteLanguage(site), isAcademy }
  const layout = guessLayout({ ...places, isOne: false })
  const sample = new Set(findFiles(layout, paths).flatMap(({ items }) => evenly(items)))
  const lessons = await readFiles(repository, (path) => sample.has(path))
  const guess = proposeCollections(places, {
    metadata: metadataOf(lessons.texts),
    schemas: schemasByType(schemas, texts),
    now,
  })
  return proposeFiles(guess, {
    files: await withSizes(root, paths),
    branch: configuredBranch(root) ?? branchOf(await readBranchNames(repository)),
    isShallow: await repository.isShallow(),
    isAcademy,
    usesLfs,
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

type Files = {
  /** Of all files. */
  readonly paths: readonly string[]
  /** Of the files that were wanted. */
  readonly texts: ReadonlyMap<string, string>
}

/** Lists the files of a work tree, and reads some of them. */
const readFiles = async (
  { snapshots }: NativeRepository,
  wanted: (path: string) => boolean,
): Promise<Files> => {
  const tree = await snapshots.readWorkTree(wanted)
  await using objects = snapshots.openObjects()
  const paths: string[] = []
  const texts = new Map<string, string>()
  for (const { path, newMode, newOid } of tree.changes) {
    if (newOid === null || !newMode.startsWith('100')) continue
    paths.push(path)
    if (!wanted(path)) continue
    const here = await tree.read(newOid, largestText)
    const read = here.kind === 'missing' ? await objects.read(newOid, largestText) : here
    const text = read.kind === 'blob' ? decodeText(read.bytes).text : null
    if (text !== null) texts.set(path, text)
  }
  return { paths, texts }
}

const withSizes = (root: string, paths: readonly string[]): Promise<readonly SizedFile[]> =>
  severalAtOnce(paths, filesAtOnce, async (path) => {
    // A name that is no UTF-8 cannot be asked for.
    const found = await lstat(join(root, path)).catch(() => null)
    return { path, size: found?.size ?? 0 }
  })

const filesAtOnce = 64

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
