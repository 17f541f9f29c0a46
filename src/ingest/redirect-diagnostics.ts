import type { Diagnostic } from '../diagnostic.ts'
import { quoted } from '../lesson/finding.ts'
import {
  presentItems,
  type RedirectEntry,
  type RedirectSources,
  redirectEntries,
  redirection,
} from '../redirects.ts'
import type { RecordedState } from '../state.ts'

/** Lines of redirects files that lead to no item, be it that none has the slug or that they lead in a circle. */
export const redirectDiagnostics = (
  state: RecordedState,
  sources: RedirectSources,
): readonly Diagnostic[] => {
  const entries = redirectEntries(state, sources)
  if (entries.length === 0) return []
  const follow = redirection(entries, state.former, presentItems(state))
  return entries
    .filter(({ types, from }) => types.every((type) => follow(type, from) === null))
    .map(leadsNowhere)
}

const leadsNowhere = ({ path, place, from, to }: RedirectEntry): Diagnostic => ({
  path,
  ...place,
  severity: 'warning',
  rule: 'REDIRECT_TARGET',
  message: `Expected ${quoted(from)} to lead to a lesson, got ${quoted(to)}, which leads to none.`,
  hint: 'Write the whole slug of a lesson that is there, or remove the line.',
})
