import type { Diagnostic } from '../diagnostic.ts'
import { quoted } from '../lesson/finding.ts'
import {
  canBeKept,
  longestFormerSlug,
  presentItems,
  type RedirectEntry,
  type RedirectSources,
  redirection,
  redirectLines,
} from '../redirects.ts'
import type { RecordedState } from '../state.ts'

/** Lines of redirects files that are too long, or lead to no item, be it that none has the slug or that they lead in a circle. */
export const redirectDiagnostics = (
  state: RecordedState,
  sources: RedirectSources,
): readonly Diagnostic[] => {
  const lines = redirectLines(state, sources)
  if (lines.length === 0) return []
  const entries = lines.filter(canBeKept)
  const follow = redirection(entries, state.former, presentItems(state))
  return [
    ...lines.filter((line) => !canBeKept(line)).map(tooLong),
    ...entries
      .filter(({ types, from }) => types.every((type) => follow(type, from) === null))
      .map(leadsNowhere),
  ]
}

const tooLong = ({ path, place, from }: RedirectEntry): Diagnostic => ({
  path,
  ...place,
  severity: 'error',
  rule: 'ID_LENGTH',
  message: `Expected a former slug of at most ${longestFormerSlug} bytes, got ${Buffer.byteLength(from)}.`,
  hint: 'Remove the line; no address is that long.',
})

const leadsNowhere = ({ path, place, from, to }: RedirectEntry): Diagnostic => ({
  path,
  ...place,
  severity: 'warning',
  rule: 'REDIRECT_TARGET',
  message: `Expected ${quoted(from)} to lead to a lesson, got ${quoted(to)}, which leads to none.`,
  hint: 'Write the whole slug of a lesson that is there, or remove the line.',
})
