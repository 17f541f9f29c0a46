import { resolve as resolvePath } from 'node:path'
import { ContentError } from '../errors.ts'
import { diffTrees } from './change.ts'
import { askGit, type GitEnvironment, type GitPlace, gitEnvironment } from './git.ts'
import { walkAll } from './graph.ts'
import { readCommit, walkHistory } from './history.ts'
import { openObjects } from './objects.ts'
import { checkCommit, isObjectId } from './reference.ts'
import type { HistoryReader, Repository, SnapshotReader } from './repository.ts'
import { type NameReader, resolveRequest } from './resolve-commit.ts'
import { belowTop } from './top.ts'
import { listTree } from './tree.ts'
import { readWorkTree } from './work-tree.ts'

/** A repository that is read through the `git` program, which can all of it. */
export type NativeRepository = Repository & GitPlace & { readonly history: HistoryReader }

/**
 * Opens the repository whose top is `directory` through `git`. Throws GIT where there is none, CONFIG
 * where the directory lies below the top of one, GIT_MISSING where there is no `git`.
 */
export const openNativeRepository = async (
  directory: string,
  environment: GitEnvironment = gitEnvironment(undefined),
): Promise<NativeRepository> => {
  const place = { directory: resolvePath(directory), environment }
  await checkTop(place)
  const names = nameReader(place)
  return {
    ...place,
    describeReader: () => ask(place, 'version'),
    resolve: (request) => resolveRequest(names, request, place.directory),
    isShallow: async () => (await ask(place, 'rev-parse', '--is-shallow-repository')) === 'true',
    rootCommit: async (commit) =>
      ask(place, 'rev-list', '--first-parent', '--max-parents=0', checkCommit(commit)),
    origin: async () => (await ask(place, 'config', '--get', 'remote.origin.url')) || null,
    commonDirectory: async () =>
      resolvePath(place.directory, await ask(place, 'rev-parse', '--git-common-dir')),
    place,
    snapshots: snapshotReader(place),
    history: historyReader(place),
  }
}

const snapshotReader = (place: GitPlace): SnapshotReader => ({
  readCommit: (commit) => readCommit(place, commit),
  listTree: (commit) => listTree(place, commit),
  diffTrees: (from, to) => diffTrees(place, from, to),
  openObjects: () => openObjects(place),
  readWorkTree: (wanted) => readWorkTree(place, wanted),
})

const historyReader = (place: GitPlace): HistoryReader => ({
  // `merge-base` prints the ancestor itself where it is one; `--is-ancestor` answers by exit code,
  // which simple-git does not hand on.
  isAncestor: async (ancestor, descendant) =>
    (await mergeBase(place, ancestor, descendant)) === ancestor,
  mergeBase: async (one, other) => (await mergeBase(place, one, other)) || null,
  walkHistory: (range) => walkHistory(place, range),
  lineOf: async (commit) =>
    new Set((await ask(place, 'rev-list', '--first-parent', checkCommit(commit))).split('\n')),
  walkAll: (range) => walkAll(place, range),
})

/** Empty where there is none: `git` says nothing then, and exits with 1. */
const mergeBase = (place: GitPlace, one: string, other: string): Promise<string> =>
  ask(place, 'merge-base', checkCommit(one), checkCommit(other))

const nameReader = (place: GitPlace): NameReader => ({
  findReference: async (candidates) => {
    const listed = await ask(place, 'for-each-ref', '--format=%(refname)', ...candidates)
    const present = new Set(listed.split('\n'))
    return candidates.find((candidate) => present.has(candidate)) ?? null
  },
  peel: async (name) => {
    const question = ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]
    const commit = await ask(place, ...question).catch(notACommit)
    return isObjectId(commit) ? commit : null
  },
  hasReferences: async () => (await ask(place, 'for-each-ref', '--count=1')) !== '',
})

// `--quiet` is silent about what is not there, but not about what is there and is no commit.
const notACommit = (error: unknown): string => {
  if (error instanceof ContentError && error.message.includes('expected commit type')) return ''
  throw error
}

const ask = async (place: GitPlace, ...args: readonly string[]): Promise<string> =>
  (await askGit(place, args)).trim()

const checkTop = async (place: GitPlace): Promise<void> => {
  // Outside a work tree `--show-cdup` prints no line at all.
  const answer = await ask(place, 'rev-parse', '--is-inside-work-tree', '--git-dir', '--show-cdup')
  const [inside, gitDirectory = '', up = ''] = answer.split('\n')
  const top = inside === 'true' ? up : gitDirectory.replace(/^\.$/, '')
  if (top !== '') throw belowTop(place.directory, resolvePath(place.directory, top))
}
