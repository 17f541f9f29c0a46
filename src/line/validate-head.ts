import { type Diagnostic, sortDiagnostics } from '../diagnostic.ts'
import { headDiagnostics } from '../ingest/head-diagnostics.ts'
import { linkTargets } from '../link-target.ts'
import type { Gathered } from './gather.ts'

/** The validate step: everything that is wrong at the head, in the order in which it is always shown. Pure. */
export const validateHead = ({ replay, sources, judge }: Gathered): readonly Diagnostic[] => {
  const target = linkTargets(replay.state, sources.config, sources.classify)
  return sortDiagnostics([
    ...headDiagnostics(replay.state, sources, { target, judge }),
    ...replay.conflicts,
    ...replay.misfits,
  ])
}
