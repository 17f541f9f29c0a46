import type { Config } from '../config.ts'
import { ContentError } from '../errors.ts'
import { gitMissing } from '../source/git.ts'
import { hasCommit } from '../source/has-commit.ts'
import type { HistoryReader, Repository, ResolvedCommit } from '../source/repository.ts'

/** What is recorded, the commit asked for, and whether a person confirmed that one. */
export type Descent = {
  readonly recorded: string
  readonly target: ResolvedCommit
  readonly confirmed: boolean
}

/**
 * Sees that a commit follows what is recorded, or may take its place. Under `history: head` any may.
 * @throws ContentError `REFUSED` for a shallow clone, an older commit, or a forced push not allowed
 */
export const checkDescent = async (
  repository: Repository,
  config: Config,
  { recorded, target: { commit }, confirmed }: Descent,
): Promise<void> => {
  const { branch, forced, history } = config.source
  if (recorded === commit || history === 'head') return
  const isHere = await hasCommit(repository, recorded)
  if (!isHere && (await repository.isShallow())) throw shallow()
  if (isHere && (await historyOf(repository).isAncestor(recorded, commit))) return
  const tip = await repository.resolve({ branch, commit: null })
  if (tip.commit !== commit) {
    throw new ContentError(
      'REFUSED',
      `The commit \`${commit.slice(0, 12)}\` is superseded: it does not follow \`${recorded.slice(0, 12)}\`, which is recorded, and the branch stands elsewhere.`,
      { hint: 'To show an older release, run `hma-content rollback`.' },
    )
  }
  // Of one that is not here nobody can tell whether it was forced away, or comes later.
  if (confirmed || (forced === 'allow' && isHere)) return
  const behind = isHere ? '' : 'If the repository is behind, fetch. '
  const allow = isHere ? ' `source.forced: allow` never asks.' : ''
  throw new ContentError(
    'REFUSED',
    `The branch stands at \`${commit.slice(0, 12)}\`, which does not follow \`${recorded.slice(0, 12)}\`, which is recorded.`,
    {
      hint: `${behind}If the history was rewritten on purpose, run \`hma-content confirm\`, then publish again.${allow}`,
    },
  )
}

/**
 * Sees that the repository has the recorded commit, from which the next step goes out.
 * @throws ContentError `REFUSED`
 */
export const checkRecordedIsHere = async (
  repository: Repository,
  recorded: string,
): Promise<void> => {
  if (await hasCommit(repository, recorded)) return
  throw new ContentError(
    'REFUSED',
    `The repository here lacks \`${recorded}\`, which is recorded.`,
    {
      hint: 'Fetch the whole history (`git fetch --unshallow`, `fetch-depth: 0`); a mirror is fetched by its worker. After a forced push, `git fetch origin <commit>` finds it with most hosts; where it is nowhere, `publish --rebuild` begins anew, without its versions.',
    },
  )
}

/** That versions cannot be told from the commits at hand. */
export const shallow = (): ContentError =>
  new ContentError('REFUSED', 'The clone is shallow, so the history of the lessons is not there.', {
    hint: 'Fetch all of it (`fetch-depth: 0` in actions/checkout, `git fetch --unshallow`), or set `source.history: head`.',
  })

/** What reads more than one commit; throws `GIT_MISSING` where nothing here can. */
export const historyOf = ({ history }: Repository): HistoryReader => {
  if (history !== null) return history
  throw gitMissing('Cannot read the history of the lessons without `git`')
}
