import { ContentError } from '../errors.ts'
import { checkBranch, checkReference, isAbbreviation, isObjectId } from './reference.ts'
import type { CommitRequest, ResolvedCommit } from './repository.ts'

/** What a repository answers about names. Names are checked: no option, wildcard or path gets here. */
export type NameReader = {
  /** The first of these whole references that exists, whatever it leads to. */
  findReference(candidates: readonly string[]): Promise<string | null>
  /** The commit that `HEAD`, a whole reference or an object id (whole or cut short) leads to; null for anything else. */
  peel(name: string): Promise<string | null>
  /** Whether there is any reference at all. */
  hasReferences(): Promise<boolean>
}

/**
 * Finds the commit that a command asks for in the repository at `directory`. Throws REF where there is
 * none of that name or the name is not allowed, REFUSED where the repository has no commit at all.
 */
export const resolveRequest = async (
  names: NameReader,
  { branch, commit }: CommitRequest,
  directory: string,
): Promise<ResolvedCommit> =>
  commit === null
    ? resolveBranch(names, branch, directory)
    : resolveCommit(names, commit, { branch, directory })

const resolveBranch = async (
  names: NameReader,
  branch: string,
  directory: string,
): Promise<ResolvedCommit> => {
  const name = checkBranch(branch)
  const found = await firstOf(names, [`refs/heads/${name}`, `refs/remotes/origin/${name}`])
  if (found !== null) return found
  const head = await names.peel('HEAD')
  if (head === null) throw await noCommit(names, name, directory)
  return {
    commit: head,
    ref: 'HEAD',
    warning: `Cannot find the branch \`${name}\` here or at \`origin\`; HEAD (\`${head.slice(0, 12)}\`) is taken instead`,
  }
}

const resolveCommit = async (
  names: NameReader,
  text: string,
  { branch, directory }: { readonly branch: string; readonly directory: string },
): Promise<ResolvedCommit> => {
  const found = await findNamed(names, text)
  if (found !== null) return found
  if (text === 'HEAD') throw await noCommit(names, branch, directory)
  throw new ContentError('REF', `Cannot find a single commit ${JSON.stringify(text)}`, {
    hint: 'Give a whole commit id, or a branch or tag that was fetched; a shallow clone lacks older commits (`fetch-depth: 0`).',
  })
}

const findNamed = async (names: NameReader, text: string): Promise<ResolvedCommit | null> => {
  if (text === 'HEAD') return asResolved(await names.peel(text), text)
  if (text.startsWith('refs/')) return asResolved(await names.peel(checkReference(text)), text)
  if (isObjectId(text)) return asResolved(await names.peel(text), null)
  const name = checkBranch(text)
  const candidates = ['heads', 'tags', 'remotes'].map((kind) => `refs/${kind}/${name}`)
  const found = await firstOf(names, candidates)
  if (found !== null || !isAbbreviation(text)) return found
  return asResolved(await names.peel(text), null)
}

const firstOf = async (
  names: NameReader,
  candidates: readonly string[],
): Promise<ResolvedCommit | null> => {
  const reference = await names.findReference(candidates)
  return reference === null ? null : asResolved(await names.peel(reference), reference)
}

const asResolved = (commit: string | null, ref: string | null): ResolvedCommit | null =>
  commit === null ? null : { commit, ref, warning: null }

const noCommit = async (
  names: NameReader,
  branch: string,
  directory: string,
): Promise<ContentError> =>
  (await names.hasReferences())
    ? new ContentError('REF', `Cannot find the branch \`${branch}\`, and HEAD has no commit`, {
        hint: 'Name the branch that is published, or check it out.',
      })
    : new ContentError('REFUSED', `The repository \`${directory}\` has no commit yet`, {
        hint: 'Commit the first lessons, then run it again: `git add .`, then `git commit -m "Add the first lessons"`.',
      })
