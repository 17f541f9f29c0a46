import { type Diagnostic, sortDiagnostics } from '../diagnostic.ts'
import { headDiagnostics } from '../ingest/head-diagnostics.ts'
import { linkTargets } from '../link-target.ts'
import type { Gathered } from './gather.ts'
import { structureDiagnostics } from './translation-structure.ts'

/** The validate step: everything that is wrong at the head, in the order in which it is always shown. Pure. */
export const validateHead = (gathered: Gathered): readonly Diagnostic[] => {
  const { replay, sources, judge, refersTo } = gathered
  const target = linkTargets(replay.state, sources)
  return sortDiagnostics([
    ...headDiagnostics(replay.state, sources, { target, judge, refersTo }),
    ...structureDiagnostics(gathered),
    ...replay.conflicts,
    ...replay.misfits,
  ])
}
