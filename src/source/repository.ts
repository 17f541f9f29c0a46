import { resolve as resolvePath } from 'node:path'
import { ContentError } from '../errors.ts'
import { askGit, type GitEnvironment, type GitPlace, gitEnvironment } from './git.ts'
import {
  checkBranch,
  checkCommit,
  checkReference,
  isAbbreviation,
  isObjectId,
} from './reference.ts'

/** Which commit is asked for: the branch's, unless `commit` names another. */
export type CommitRequest = { readonly branch: string; readonly commit: string | null }

/** The commit that was found, under which reference (null for an object id), and what is odd about it. */
export type ResolvedCommit = {
  readonly commit: string
  readonly ref: string | null
  readonly warning: string | null
}

/** A Git repository on this machine: a checkout, a linked work tree or a bare repository. */
export type Repository = GitPlace & {
  /** The commit asked for. Throws REF where there is none of that name, REFUSED where there is none at all. */
  resolve(request: CommitRequest): Promise<ResolvedCommit>
  /** Whether history was cut off when cloning. */
  isShallow(): Promise<boolean>
  /** Whether `descendant` contains `ancestor`; a commit is its own ancestor. Both are whole ids. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean>
  /** The first commit on the first-parent line of a commit; in a shallow clone only the oldest one at hand. */
  rootCommit(commit: string): Promise<string>
}

/**
 * Opens the repository whose top is `directory`. Throws GIT where there is none, CONFIG where the
 * directory lies below the top of one.
 */
export const openRepository = async (
  directory: string,
  environment: GitEnvironment = gitEnvironment(undefined),
): Promise<Repository> => {
  const place = { directory: resolvePath(directory), environment }
  await checkTop(place)
  return {
    ...place,
    resolve: ({ branch, commit }) =>
      commit === null ? resolveBranch(place, branch) : resolveCommit(place, commit),
    isShallow: async () => (await ask(place, 'rev-parse', '--is-shallow-repository')) === 'true',
    // `merge-base` prints the ancestor itself where it is one; `--is-ancestor` answers by exit code,
    // which simple-git does not hand on.
    isAncestor: async (ancestor, descendant) =>
      (await ask(place, 'merge-base', checkCommit(ancestor), checkCommit(descendant))) === ancestor,
    rootCommit: async (commit) =>
      ask(place, 'rev-list', '--first-parent', '--max-parents=0', checkCommit(commit)),
  }
}

const ask = async (place: GitPlace, ...args: readonly string[]): Promise<string> =>
  (await askGit(place, args)).trim()

const checkTop = async (place: GitPlace): Promise<void> => {
  // Outside a work tree `--show-cdup` prints no line at all.
  const answer = await ask(place, 'rev-parse', '--is-inside-work-tree', '--git-dir', '--show-cdup')
  const [inside, gitDirectory = '', up = ''] = answer.split('\n')
  const top = inside === 'true' ? up : gitDirectory.replace(/^\.$/, '')
  if (top === '') return
  throw new ContentError(
    'CONFIG',
    `Expected the top of a repository, got \`${place.directory}\` below \`${resolvePath(place.directory, top)}\``,
    { hint: 'Run it at the top, or name the top.' },
  )
}

const resolveBranch = async (place: GitPlace, branch: string): Promise<ResolvedCommit> => {
  const name = checkBranch(branch)
  const found = await findReference(place, [`refs/heads/${name}`, `refs/remotes/origin/${name}`])
  if (found !== null) return found
  const head = await peel(place, 'HEAD')
  if (head === null) throw await noCommit(place, name)
  return {
    commit: head,
    ref: 'HEAD',
    warning: `Cannot find the branch \`${name}\` here or at \`origin\`; HEAD (\`${head.slice(0, 12)}\`) is taken instead`,
  }
}

const resolveCommit = async (place: GitPlace, text: string): Promise<ResolvedCommit> => {
  const found = await findNamed(place, text)
  if (found !== null) return found
  throw new ContentError('REF', `Cannot find a single commit ${JSON.stringify(text)}`, {
    hint: 'Give a whole commit id, or a branch or tag that was fetched; a shallow clone lacks older commits (`fetch-depth: 0`).',
  })
}

const findNamed = async (place: GitPlace, text: string): Promise<ResolvedCommit | null> => {
  if (text === 'HEAD') return asResolved(await peel(place, text), text)
  if (text.startsWith('refs/')) return asResolved(await peel(place, checkReference(text)), text)
  if (isObjectId(text)) return asResolved(await peel(place, text), null)
  const name = checkBranch(text)
  const candidates = ['heads', 'tags', 'remotes'].map((kind) => `refs/${kind}/${name}`)
  const found = await findReference(place, candidates)
  if (found !== null || !isAbbreviation(text)) return found
  return asResolved(await peel(place, text), null)
}

// Names come from reference.ts or are object ids, so none of them holds a wildcard or an option.
const findReference = async (
  place: GitPlace,
  candidates: readonly string[],
): Promise<ResolvedCommit | null> => {
  const listed = await ask(place, 'for-each-ref', '--format=%(refname)', ...candidates)
  const present = new Set(listed.split('\n'))
  const reference = candidates.find((candidate) => present.has(candidate))
  return reference === undefined ? null : asResolved(await peel(place, reference), reference)
}

const peel = async (place: GitPlace, name: string): Promise<string | null> => {
  const commit = await ask(place, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`)
  return isObjectId(commit) ? commit : null
}

const asResolved = (commit: string | null, ref: string | null): ResolvedCommit | null =>
  commit === null ? null : { commit, ref, warning: null }

const noCommit = async (place: GitPlace, branch: string): Promise<ContentError> =>
  (await ask(place, 'for-each-ref', '--count=1')) === ''
    ? new ContentError('REFUSED', `The repository \`${place.directory}\` has no commit yet`, {
        hint: 'Commit the first lessons, then run it again.',
      })
    : new ContentError('REF', `Cannot find the branch \`${branch}\`, and HEAD has no commit`, {
        hint: 'Name the branch that is published, or check it out.',
      })
