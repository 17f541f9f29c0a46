import type { ReleaseRow } from '../database/releases.ts'
import type { Standing } from '../decision.ts'

/** Whether the recorded commit is staged and waits: nobody has released it since, and its moment, if it has one, has not come. */
export const isHeld = (
  hold: Standing['hold'],
  recorded: string | null,
  releases: readonly Pick<ReleaseRow, 'commit'>[],
  now: string,
): boolean =>
  hold !== null &&
  hold.commit === recorded &&
  releases.every(({ commit }) => commit !== recorded) &&
  (hold.until === null || hold.until > now)
