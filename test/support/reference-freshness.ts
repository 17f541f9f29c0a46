import type { Corpus } from './corpora.ts'
import { plainLog } from './plain-git.ts'

/** What the slow reference needs to know of blobs and trees. */
export type FreshnessSources = {
  readonly corpus: Corpus
  /** Digest of what is translated; null where the blob does not parse. */
  readonly sourceDigest: (blob: string) => string | null
  /** Path → blob at a commit. */
  readonly treeAt: (commit: string) => Promise<ReadonlyMap<string, string>>
}

/**
 * The commit that last changed a translation's text, by asking Git about this one path: of the commits
 * that `git log` keeps, the newest whose digest differs from that of each parent. Where Git sees the
 * file come by an exact rename, the old path's history goes on from there.
 */
export const lastChange = async (
  sources: FreshnessSources,
  path: string,
  from = 'HEAD',
): Promise<string | null> => {
  const { corpus, sourceDigest, treeAt } = sources
  const digestAt = async (commit: string): Promise<string | null> => {
    const blob = (await treeAt(commit)).get(path)
    return blob === undefined ? null : sourceDigest(blob)
  }
  for (const { commit, parents } of await plainLog(corpus, from, '--', path)) {
    const digest = await digestAt(commit)
    const before = await Promise.all(parents.map(digestAt))
    if (digest === null || before.includes(digest)) continue
    const [parent] = parents
    const old = parent === undefined ? null : await renamedFrom(corpus, commit, path)
    return old === null ? commit : lastChange(sources, old, parent)
  }
  return null
}

const renamedFrom = async (
  { git }: Corpus,
  commit: string,
  path: string,
): Promise<string | null> => {
  const printed = await git('diff-tree', '-r', '-M100%', '--name-status', '--root', commit)
  const line = printed.split('\n').find((one) => one.startsWith('R') && one.endsWith(`\t${path}`))
  return line?.split('\t')[1] ?? null
}
