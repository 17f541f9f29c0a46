import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { load } from 'js-yaml'
import { classifier } from '../../src/classify.ts'
import { readConfig } from '../../src/config.ts'
import { readText } from '../../src/config-file.ts'
import { git } from './git.ts'

/** A lesson or translation at the head of a corpus. */
export type LessonFile = {
  readonly path: string
  readonly oid: string
  readonly bytes: number
  readonly kind: 'item' | 'translation'
}

/** A repository of lessons with everything that measuring needs to know about it. */
export type Corpus = {
  /** Names its section of the results: `generated-10000`. */
  readonly key: string
  readonly title: string
  /** A clone of the bench's own, with a work tree. */
  readonly repository: string
  readonly branch: string
  readonly commit: string
  readonly commits: { readonly all: number; readonly firstParent: number }
  readonly files: readonly LessonFile[]
  /** Configurations with `source.history` of each kind. */
  readonly configs: Readonly<Record<'full' | 'head', string>>
}

/** Where a corpus comes from. */
export type CorpusSource = {
  readonly key: string
  readonly title: string
  readonly repository: string
  readonly config: string
}

/**
 * Clones a repository into `directory`, sharing its objects and changing nothing of it, and lists what
 * its configuration takes for lessons.
 */
export const openCorpus = async (source: CorpusSource, directory: string): Promise<Corpus> => {
  const configs = await writeConfigs(source.config, directory)
  const { source: settings } = readConfig({ cwd: directory, config: configs.full }, {})
  const repository = join(directory, 'clone')
  const flags = ['--quiet', '--shared', '--branch', settings.branch]
  await git(directory, 'clone', ...flags, resolve(source.repository), repository)
  const files = await listLessons(repository, configs.full)
  if (files.length === 0)
    throw new Error(`No file of ${source.title} matches \`${source.config}\`.`)
  const count = async (...args: readonly string[]): Promise<number> =>
    Number(await git(repository, 'rev-list', '--count', ...args, 'HEAD'))
  return {
    key: source.key,
    title: source.title,
    repository,
    branch: settings.branch,
    commit: await git(repository, 'rev-parse', 'HEAD'),
    commits: { all: await count(), firstParent: await count('--first-parent') },
    files,
    configs,
  }
}

type RawConfig = {
  readonly source?: Readonly<Record<string, unknown>>
  readonly collections: readonly Readonly<Record<string, unknown>>[]
}

// JSON is YAML too. Schemas are named from the configuration's directory, and these lie in another.
const writeConfigs = async (config: string, directory: string): Promise<Corpus['configs']> => {
  const raw = load(readText(config)) as RawConfig
  const collections = raw.collections.map(({ schema, ...rest }) =>
    typeof schema === 'string' ? { ...rest, schema: resolve(dirname(config), schema) } : rest,
  )
  const write = async (history: 'full' | 'head'): Promise<string> => {
    const path = join(directory, `${history}.yaml`)
    const source = { ...raw.source, history }
    await writeFile(path, JSON.stringify({ ...raw, source, collections, embedder: 'offline' }))
    return path
  }
  return { full: await write('full'), head: await write('head') }
}

const listLessons = async (repository: string, config: string): Promise<readonly LessonFile[]> => {
  const classify = classifier(readConfig({ cwd: repository, config }, {}))
  const options = { maxBuffer: 1 << 30 }
  const args = ['-C', repository, 'ls-tree', '-r', '-l', '-z', 'HEAD']
  const { stdout } = await promisify(execFile)('git', args, options)
  return stdout.split('\0').flatMap((line) => {
    const [, oid = '', bytes, path = ''] = line.match(/^\d+ blob (\w+) +(\d+)\t(.*)$/s) ?? []
    const { kind } = classify(path)
    return kind === 'item' || kind === 'translation'
      ? [{ path, oid, bytes: Number(bytes), kind }]
      : []
  })
}

/** How many of a corpus's files are translations. */
export const translationsOf = ({ files }: Corpus): number =>
  files.filter(({ kind }) => kind === 'translation').length
