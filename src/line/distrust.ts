import { entryKey } from '../item.ts'
import type { LiveText, Recorded } from './plan.ts'

/** A text of which something is left that is live no more. */
export type StrayText = Pick<LiveText, 'itemId' | 'language'>

/**
 * What is recorded, as a run takes it that does not believe it: every text has to be made again, every row is looked at,
 * and what strays are left goes.
 */
export const distrust = (recorded: Recorded, strays: readonly StrayText[]): Recorded => ({
  ...recorded,
  live: new Map(
    [...strays.map((stray) => ({ ...nothingLive, ...stray })), ...recorded.live.values()].map(
      (text) => [entryKey(text.itemId, text.language), { ...text, fingerprint: unknown }],
    ),
  ),
  releasedCommit: null,
  pointerWritten: false,
})

// No digest, so the text is made again.
const unknown = 'unknown'

const nothingLive = {
  versionId: '00000000-0000-0000-0000-000000000000',
  documentKey: '',
  fingerprint: unknown,
}
