import { dirname } from 'node:path'
import type { Corpus } from './corpora.ts'
import { type PlainCommit, plainLog } from './plain-git.ts'

/** A text in the parts in which it is translated. */
export type PlainText = {
  /** Title and description. */
  readonly frontMatter: string
  readonly sections: readonly string[]
  /** Of the headings. */
  readonly depths: string
}

/** What the slow reference needs to know of blobs and trees. */
export type FreshnessSources = {
  readonly corpus: Corpus
  /** Digest of what is translated; null where the blob does not parse. */
  readonly sourceDigest: (blob: string) => string | null
  readonly text: (blob: string) => PlainText | null
  /** Path → blob at a commit. */
  readonly treeAt: (commit: string) => Promise<ReadonlyMap<string, string>>
}

/**
 * The commit that last changed a translation's text, by asking Git about this one path: of the commits
 * that `git log` keeps, the newest whose digest differs from that of each parent. Where Git sees the
 * file come by a rename that left the digest as it was, the old path's history goes on from there.
 */
export const lastChange = async (
  sources: FreshnessSources,
  path: string,
  from = 'HEAD',
): Promise<string | null> => {
  const { corpus, sourceDigest, treeAt } = sources
  const digestAt = async (commit: string, name: string): Promise<string | null> => {
    const blob = (await treeAt(commit)).get(name)
    return blob === undefined ? null : sourceDigest(blob)
  }
  for (const { commit, parents } of await plainLog(corpus, from, '--', path)) {
    const digest = await digestAt(commit, path)
    const before = await Promise.all(parents.map((parent) => digestAt(parent, path)))
    if (digest === null || before.includes(digest)) continue
    const [parent] = parents
    const old = parent === undefined ? null : await renamedFrom(corpus, commit, path)
    if (parent === undefined || old === null) return commit
    return (await digestAt(parent, old)) === digest ? lastChange(sources, old, parent) : commit
  }
  return null
}

const renamedFrom = async (
  { git }: Corpus,
  commit: string,
  path: string,
): Promise<string | null> => {
  const flags = ['-r', '-M50%', '--name-status', '--root']
  const printed = await git('diff-tree', ...flags, commit, '--', dirname(path))
  const line = printed.split('\n').find((one) => one.startsWith('R') && one.endsWith(`\t${path}`))
  return line?.split('\t')[1] ?? null
}

/** A commit of the branch that brought a part of a translation, and the file as it was then. */
export type Touch = { readonly commit: PlainCommit; readonly path: string; readonly blob: string }

/** Of the branch's commits, newest first: the one whose text of this path has a part that the text before it has not. */
export const lastTouch = (
  line: readonly PlainCommit[],
  path: string,
  hasPart: (blob: string) => boolean,
): Touch | null => {
  let name = path
  for (const commit of line) {
    const change = commit.changes.find(({ to, status }) => to === name && status !== 'D')
    if (change === undefined) continue
    const { status, from, oldBlob, newBlob } = change
    const wasThere = status !== 'A' && hasPart(oldBlob)
    if (hasPart(newBlob) && !wasThere) return { commit, path: name, blob: newBlob }
    name = from
  }
  return null
}
