import { type Diagnostic, sortDiagnostics } from '../diagnostic.ts'
import { headDiagnostics } from '../ingest/head-diagnostics.ts'
import { linkTargets } from '../link-target.ts'
import type { Gathered } from './gather.ts'
import { structureDiagnostics } from './translation-structure.ts'

/**
 * The validate step: everything that is wrong at the head, in the order in which it is always shown. Where the head is a
 * work tree, `isInGit` tells of which paths Git has the very bytes. Pure.
 */
export const validateHead = (
  gathered: Gathered,
  isInGit: (path: string) => boolean = () => true,
): readonly Diagnostic[] => {
  const { replay, sources, judge, refersTo } = gathered
  const target = linkTargets(replay.state, sources)
  return sortDiagnostics([
    ...headDiagnostics(replay.state, sources, { target, judge, refersTo, isInGit }),
    ...structureDiagnostics(gathered),
    ...replay.conflicts,
    ...replay.misfits,
  ])
}
