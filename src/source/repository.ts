import type { Change } from './change.ts'
import type { GitPlace } from './git.ts'
import type { GraphCommit } from './graph.ts'
import type { CommitRange, HistoryCommit } from './history.ts'
import type { ObjectReader } from './objects.ts'
import type { TreeEntry } from './tree.ts'
import type { WorkTree } from './work-tree.ts'

/** Which commit is asked for: the branch's, unless `commit` names another. */
export type CommitRequest = { readonly branch: string; readonly commit: string | null }

/** The commit that was found, under which reference (null for an object id), and what is odd about it. */
export type ResolvedCommit = {
  readonly commit: string
  readonly ref: string | null
  readonly warning: string | null
}

/** A Git repository on this machine: a checkout, a linked work tree or a bare repository. */
export type Repository = {
  /** The program that reads it, and its version. */
  describeReader(): Promise<string>
  /** The commit asked for. Throws REF where there is none of that name, REFUSED where there is none at all. */
  resolve(request: CommitRequest): Promise<ResolvedCommit>
  /** Whether history was cut off when cloning. */
  isShallow(): Promise<boolean>
  /** The first commit on the first-parent line of a commit; in a shallow clone only the oldest one at hand. */
  rootCommit(commit: string): Promise<string>
  /** The address of `origin` as the repository's own configuration has it; null where there is none. */
  origin(): Promise<string | null>
  /** The directory that all work trees share, with the objects and, in `lfs/`, what Git LFS keeps here. */
  commonDirectory(): Promise<string>
  readonly snapshots: SnapshotReader
  /** Where threads can open the objects for themselves with `git`; null where there is none. */
  readonly place: GitPlace | null
  /** Null where the reader knows one commit at a time only, which `history: head` can do with. */
  readonly history: HistoryReader | null
}

/** What a commit says of itself, without what it changed. */
export type CommitHeader = Omit<HistoryCommit, 'changes'>

/** The content at one commit, or in the work tree. Commits are whole ids; GIT where one cannot be read. */
export type SnapshotReader = {
  readCommit(commit: string): Promise<CommitHeader>
  /** Every file, link and submodule of a commit, in Git's order. */
  listTree(commit: string): Promise<readonly TreeEntry[]>
  /** What differs between two commits, in path order; `from` null stands for an empty tree. */
  diffTrees(from: string | null, to: string): Promise<readonly Change[]>
  /** Opens the objects of all commits; to be closed. */
  openObjects(): ObjectReader
  /** The files of the work tree, of the paths that `wanted` picks. Throws GIT in a bare repository. */
  readWorkTree(wanted: (path: string) => boolean): Promise<WorkTree>
}

/** The line of commits, which `history: full` needs. Commits are whole ids. */
export type HistoryReader = {
  /** Whether `descendant` contains `ancestor`; a commit is its own ancestor. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean>
  /** The commit at which two lines parted; null where they have none in common. */
  mergeBase(one: string, other: string): Promise<string | null>
  /** The first-parent line of a range, oldest first. */
  walkHistory(range: CommitRange): AsyncIterable<HistoryCommit>
  /** A commit and all before it on its first-parent line. */
  lineOf(commit: string): Promise<ReadonlySet<string>>
  /** Every commit of a range, children before parents. */
  walkAll(range: CommitRange): AsyncIterable<GraphCommit>
}
