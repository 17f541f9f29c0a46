import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Repository } from '../../src/source/repository.ts'
import type { TestRepository } from '../support/repository.ts'

/** Opens the repository in a directory through the adapter that is tested. */
export type OpenReader = (directory: string) => Promise<Repository>

/** An id that no object has. */
export const missing = 'f'.repeat(40)

/** A directory beside a repository that is gone afterwards. */
export const temporary = async (): Promise<{ path: string } & AsyncDisposable> => {
  const path = await mkdtemp(join(tmpdir(), 'hma-reader-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** `path mode oid` of every file of a commit, as `git ls-tree` has it. */
export const listedByGit = async (
  source: TestRepository,
  commit: string,
): Promise<readonly string[]> => {
  const listing = await source.git('ls-tree', '-r', '-z', '--full-tree', commit)
  return listing
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^(\d+) \w+ (\w+)\t(.*)$/s, '$3 $1 $2'))
}

/** `path mode oid` of every file of a commit, as a reader has it. */
export const listed = async (repository: Repository, commit: string): Promise<readonly string[]> =>
  (await repository.snapshots.listTree(commit)).map(
    ({ path, mode, oid }) => `${path} ${mode} ${oid}`,
  )

/** The text of a blob, or why there is none. */
export const textOf = async (repository: Repository, oid: string | null): Promise<string> => {
  await using objects = repository.snapshots.openObjects()
  const read = await objects.read(oid ?? '', 1_000_000)
  return read.kind === 'blob' ? Buffer.from(read.bytes).toString() : read.kind
}

/** What is asked for where nothing else is named. */
export const main = { branch: 'main', commit: null }
